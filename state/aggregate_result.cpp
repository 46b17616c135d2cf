#include "state/aggregate_result.h"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "state/extremes.h"
#include "state/sums.h"

namespace millrace {
namespace {

Result<Value> overflow(std::string aggregate, std::string cause) {
  return std::unexpected(Error{.attempted = "compute " + std::move(aggregate),
                               .object = "",
                               .cause = std::move(cause),
                               .remedy = "",
                               .reaction = Reaction::kStop,
                               .stop = StopReason::kPoison});
}

Result<Value> decimal_or_overflow(const std::optional<Value>& value, const char* aggregate) {
  if (value) return *value;
  return overflow(aggregate, "numeric overflow: the result needs more than 38 digits");
}

[[noreturn]] void unknown_result() { throw std::invalid_argument("a result that this accumulator does not hold"); }

Value count_of(std::uint64_t count) { return Value::of_bigint(static_cast<std::int64_t>(count)); }

Result<Value> result_of(const SumBigint::Sum& held, AggregateResult as) {
  if (as == AggregateResult::kCount) return count_of(held.count);
  if (held.count == 0) return Value::null();
  if (as == AggregateResult::kAvg) return decimal_or_overflow(average(widen(held.sum), 0, held.count), "avg(bigint)");
  if (as != AggregateResult::kSum) unknown_result();
  using Limits = std::numeric_limits<std::int64_t>;
  if (held.sum < Limits::min() || held.sum > Limits::max()) {
    return overflow("sum(bigint)", "bigint overflow: the sum needs more than 64 bits");
  }
  return Value::of_bigint(static_cast<std::int64_t>(held.sum));
}

Result<Value> result_of(const SumDecimal::Sum& held, AggregateResult as) {
  if (as == AggregateResult::kCount) return count_of(held.count);
  if (held.count == 0) return Value::null();
  if (as == AggregateResult::kAvg) {
    return decimal_or_overflow(average(held.sum, held.scale, held.count), "avg(decimal)");
  }
  if (as != AggregateResult::kSum) unknown_result();
  return decimal_or_overflow(narrow(held.sum, held.scale), "sum(decimal)");
}

Result<Value> result_of(const SumDouble::Sum& held, AggregateResult as) {
  if (as == AggregateResult::kCount) return count_of(held.count);
  if (held.count == 0) return Value::null();
  if (as != AggregateResult::kSum && as != AggregateResult::kAvg) unknown_result();
  if (!held.special && !std::isfinite(held.sum)) {
    return overflow("sum(double)", "double overflow: the sum of finite values is not finite");
  }
  return Value::of_double(as == AggregateResult::kSum ? held.sum : held.sum / static_cast<double>(held.count));
}

Value extreme_of(const AccumulatorField& field, const char* block) {
  if (block[field.flag] == 0) return Value::null();
  switch (field.type) {
    case TypeKind::kBoolean:
      return Value::of_boolean(BooleanOrder::read(field, block) != 0);
    case TypeKind::kTimestamp:
      return Value::of_timestamp(event_time(BigintOrder::read(field, block)));
    case TypeKind::kDecimal:
      return DecimalOrder::read(field, block);
    case TypeKind::kDouble:
      return Value::of_double(DoubleOrder::read(field, block));
    case TypeKind::kText:
      return Value::of_text(TextOrder::read(field, block));
    default:
      return Value::of_bigint(BigintOrder::read(field, block));
  }
}

}  // namespace

Result<Value> aggregate(const AccumulatorField& field, const char* block, AggregateResult as) {
  switch (field.kind) {
    case AccumulatorKind::kCountAll:
    case AccumulatorKind::kCount:
      if (as != AggregateResult::kCount) unknown_result();
      return count_of(Count::read(field, block));
    case AccumulatorKind::kSumBigint:
      return result_of(SumBigint::read(field, block), as);
    case AccumulatorKind::kSumDecimal:
      return result_of(SumDecimal::read(field, block), as);
    case AccumulatorKind::kSumDouble:
      return result_of(SumDouble::read(field, block), as);
    case AccumulatorKind::kMin:
      if (as != AggregateResult::kMin) unknown_result();
      return extreme_of(field, block);
    case AccumulatorKind::kMax:
      if (as != AggregateResult::kMax) unknown_result();
      return extreme_of(field, block);
  }
  unknown_result();
}

}  // namespace millrace
