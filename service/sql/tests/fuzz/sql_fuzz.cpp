// libFuzzer: any bytes as a query end in problems inside the text or in a plan whose expressions can be evaluated.
// Build by tests/fuzz/run.sh; not part of the ordinary build.
#include <cstdlib>

#include "service/sql/group_key.h"
#include "service/sql/query.h"

namespace millrace::sql {
namespace {

const std::vector<SourceColumns>& sources() {
  static const std::vector<SourceColumns> all = {{"o",
                                                  {{"a", {TypeKind::kBigint, 0, 0}, {}},
                                                   {"d", {TypeKind::kDecimal, 12, 2}, {}},
                                                   {"x", {TypeKind::kDouble, 0, 0}, {}},
                                                   {"s", {TypeKind::kText, 0, 0}, {}},
                                                   {"p", {TypeKind::kBoolean, 0, 0}, {}},
                                                   {"ts", {TypeKind::kTimestamp, 0, 0}, {}},
                                                   {"j", {TypeKind::kJsonb, 0, 0}, {}}}}};
  return all;
}

Value sample(const Type& type, int round) {
  if (round == 0) return Value::null();
  switch (type.kind) {
    case TypeKind::kBoolean:
      return Value::of_boolean(round == 1);
    case TypeKind::kBigint:
      return Value::of_bigint(round == 1 ? -1 : INT64_MIN);
    case TypeKind::kDecimal:
      return Value::of_decimal(round == 1 ? 0 : 999999999999, type.scale);
    case TypeKind::kDouble:
      return Value::of_double(round == 1 ? -0.0 : 1e308);
    case TypeKind::kTimestamp:
      return Value::of_timestamp(event_time(round == 1 ? 0 : INT64_MAX));
    case TypeKind::kText:
      return Value::of_text(round == 1 ? "" : " 12.5e3");
    case TypeKind::kJsonb:
      return Value::of_jsonb("{}");
    case TypeKind::kNull:
      break;
  }
  return Value::null();
}

void check(bool holds) {
  if (!holds) std::abort();
}

Value evaluate(const ExpressionPtr& expression, const Type& type, std::span<const Value> row, EvalContext& context) {
  const auto value = expression->evaluate(row, context);
  check(value.is_null() || value.kind == type.kind);
  return value;
}

Type aggregate_type(const Query& query, const AggregateSlot& slot) {
  const auto& spec = query.accumulators[slot.accumulator];
  if (slot.result == AggregateResult::kCount) return {TypeKind::kBigint, 0, 0};
  if (slot.result == AggregateResult::kAvg && spec.type.kind == TypeKind::kBigint) return {TypeKind::kDecimal, 0, 0};
  return spec.type;
}

std::vector<Type> column_types(const Query& query) {
  std::vector<Type> types;
  for (const auto& name : query.columns_used) {
    for (const auto& column : sources()[0].columns) {
      if (column.name == name) types.push_back(column.type);
    }
  }
  return types;
}

std::vector<Type> window_types(const Query& query) {
  auto types = query.group_types;
  for (const auto& slot : query.aggregates) types.push_back(aggregate_type(query, slot));
  types.insert(types.end(), 2, {TypeKind::kTimestamp, 0, 0});
  return types;
}

std::vector<Value> samples(const std::vector<Type>& types, int round) {
  std::vector<Value> values;
  for (const auto& type : types) values.push_back(sample(type, round));
  return values;
}

void run(const Query& query, int round) {
  EvalContext context;
  const auto record = samples(column_types(query), round);
  if (query.where) evaluate(query.where, {TypeKind::kBoolean, 0, 0}, record, context);
  std::vector<Value> keys;
  for (std::size_t i = 0; i < query.group_keys.size(); ++i)
    keys.push_back(evaluate(query.group_keys[i], query.group_types[i], record, context));
  std::vector<char> key;
  append_group_key(key, keys);
  read_group_key({key.data(), key.size()}, keys);
  for (const auto& spec : query.accumulators) {
    if (spec.kind != AccumulatorKind::kCountAll) evaluate(query.arguments[spec.argument], spec.type, record, context);
  }
  const auto row = query.window ? samples(window_types(query), round) : record;
  for (const auto& output : query.outputs) evaluate(output.expression, output.type, row, context);
}

}  // namespace
}  // namespace millrace::sql

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millrace::sql;
  const std::string sql(reinterpret_cast<const char*>(data), size);
  const auto query = compile(sql, sources());
  if (query) {
    for (int round = 0; round < 3; ++round) run(*query, round);
    return 0;
  }
  check(!query.error().empty());
  for (const auto& problem : query.error()) check(problem.offset <= sql.size() && !problem.message.empty());
  return 0;
}
