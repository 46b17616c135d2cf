// The accumulators of one key outside of any pane, and values to feed them with.
#pragma once

#include <rapidcheck.h>

#include <memory>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "state/accumulate.h"
#include "state/accumulator_codec.h"
#include "state/aggregate_result.h"
#include "state/byte_arena.h"

namespace millrace::test {

inline AccumulatorSpec spec(AccumulatorKind kind, TypeKind type = TypeKind::kNull, std::uint32_t argument = 0) {
  return {kind, argument, Type{type}};
}

// Every accumulator there is, all over an argument of their own.
inline std::vector<AccumulatorSpec> every_spec() {
  using enum AccumulatorKind;
  std::vector<AccumulatorSpec> specs = {
      spec(kCountAll), spec(kCount, TypeKind::kText, 0), spec(kSumBigint, TypeKind::kBigint, 1),
      spec(kSumDecimal, TypeKind::kDecimal, 2), spec(kSumDouble, TypeKind::kDouble, 3)};
  const std::vector types = {TypeKind::kText,   TypeKind::kBigint,    TypeKind::kDecimal,
                             TypeKind::kDouble, TypeKind::kTimestamp, TypeKind::kBoolean};
  for (std::uint32_t i = 0; i < types.size(); ++i) {
    specs.push_back(spec(kMin, types[i], i));
    specs.push_back(spec(kMax, types[i], i));
  }
  return specs;
}

class Accumulators {
 public:
  explicit Accumulators(std::shared_ptr<const AccumulatorLayout> layout)
      : layout_(std::move(layout)), block_(layout_->size(), '\0') {}
  explicit Accumulators(const std::vector<AccumulatorSpec>& specs)
      : Accumulators(std::make_shared<AccumulatorLayout>(specs)) {}

  Accumulators& update(const std::vector<Value>& arguments) {
    const UpdateItem item{};
    const UpdateItem* const items[] = {&item};
    char* const blocks[] = {block_.data()};
    millrace::update(*layout_, UpdateRun{items, blocks, arguments.data(), *texts_});
    return *this;
  }
  Accumulators& merge(const Accumulators& other) {
    millrace::merge(*layout_, block_.data(), other.block_.data(), *texts_);
    return *this;
  }
  Accumulators& decode(std::string_view encoded) {
    decode_accumulators(*layout_, encoded, block_.data(), *texts_);
    return *this;
  }

  std::string encoded() const {
    std::string out;
    encode_accumulators(*layout_, block_.data(), out);
    return out;
  }
  Result<Value> result(AggregateResult as, std::size_t accumulator = 0) const {
    return aggregate(layout_->fields()[accumulator], block_.data(), as);
  }
  const AccumulatorLayout& layout() const { return *layout_; }

 private:
  std::shared_ptr<const AccumulatorLayout> layout_;
  std::unique_ptr<PaneMemory> memory_ = std::make_unique<PaneMemory>();
  std::unique_ptr<ByteArena> texts_ = std::make_unique<ByteArena>(*memory_);
  std::string block_;
};

// The arguments of one record for every_spec(). Owns its texts.
struct Row {
  std::string text;
  std::int64_t integer = 0;
  std::int64_t unscaled = 0;
  int scale = 0;
  int real = 0;  // a whole number: sums of those are exact
  std::int64_t time = 0;
  bool flag = false;
  std::vector<bool> is_null = std::vector<bool>(6);

  std::vector<Value> arguments() const {
    std::vector<Value> values = {Value::of_text(text),
                                 Value::of_bigint(integer),
                                 Value::of_decimal(unscaled, static_cast<std::uint8_t>(scale)),
                                 Value::of_double(real),
                                 Value::of_timestamp(event_time(time)),
                                 Value::of_boolean(flag)};
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (is_null[i]) values[i] = Value::null();
    }
    return values;
  }
};
inline void showValue(const Row& row, std::ostream& out) {
  out << '{' << row.text.size() << " B, " << row.integer << ", " << row.unscaled << "e-" << row.scale << ", "
      << row.real << ", " << row.time << ", " << row.flag << '}';
}

inline rc::Gen<std::string> any_text() {
  return rc::gen::oneOf(rc::gen::arbitrary<std::string>(), rc::gen::map(rc::gen::inRange(0, 3000), [](int size) {
                          return std::string(static_cast<std::size_t>(size), static_cast<char>('a' + size % 26));
                        }));
}

inline rc::Gen<Row> any_row() {
  using rc::gen::arbitrary, rc::gen::build, rc::gen::inRange, rc::gen::set;
  return build<Row>(set(&Row::text, any_text()), set(&Row::integer), set(&Row::unscaled),
                    set(&Row::scale, inRange(0, 39)), set(&Row::real, inRange(-1000, 1000)), set(&Row::time),
                    set(&Row::flag), set(&Row::is_null, rc::gen::container<std::vector<bool>>(6, arbitrary<bool>())));
}

inline Accumulators accumulated(const std::shared_ptr<const AccumulatorLayout>& layout, const std::vector<Row>& rows) {
  Accumulators all(layout);
  for (const auto& row : rows) all.update(row.arguments());
  return all;
}

inline std::string shown(const Value& value) {
  switch (value.kind) {
    case TypeKind::kNull:
      return "NULL";
    case TypeKind::kBoolean:
      return value.boolean ? "true" : "false";
    case TypeKind::kBigint:
    case TypeKind::kTimestamp:
      return std::to_string(value.integer);
    case TypeKind::kDouble:
      return std::to_string(value.real);
    case TypeKind::kText:
    case TypeKind::kJsonb:
      return std::string(value.text());
    case TypeKind::kDecimal:
      break;
  }
  std::string text;
  append_decimal(text, value);
  return text;
}
inline std::string shown(const Result<Value>& value) { return value ? shown(*value) : value.error().cause; }

}  // namespace millrace::test
