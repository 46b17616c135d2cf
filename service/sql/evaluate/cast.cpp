#include "service/sql/evaluate/cast.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "base/decimal.h"
#include "service/sql/evaluate/failures.h"
#include "service/sql/evaluate/text_forms.h"

namespace millrace::sql {
namespace {

Value same(const Value& from, const Type&, EvalContext&) { return from; }

// Rounds to the declared scale and checks the digits; decimals of no declared precision pass as they are.
Value fitted(const Value& decimal, const Type& to, EvalContext& context) {
  if (to.precision == 0) return decimal;
  const auto scaled = rescale(decimal, to.scale);
  if (!scaled || !fits_precision(*scaled, to.precision)) return fail(context, kDecimalPrecision);
  return *scaled;
}

Value bigint_to_decimal(const Value& from, const Type& to, EvalContext& context) {
  return fitted(decimal_of(from.integer), to, context);
}

Value bigint_to_double(const Value& from, const Type&, EvalContext&) {
  return Value::of_double(static_cast<double>(from.integer));
}

Value decimal_to_integer(const Value& from, const Type&, EvalContext& context) {
  const auto integer = decimal_to_bigint(from);
  return integer ? Value::of_bigint(*integer) : fail(context, kBigintRange);
}

Value decimal_to_real(const Value& from, const Type&, EvalContext&) {
  return Value::of_double(decimal_to_double(from));
}

// Half to even, as float8 to int8 does.
Value double_to_bigint(const Value& from, const Type&, EvalContext& context) {
  const double rounded = std::nearbyint(from.real);
  if (!(rounded >= -0x1p63 && rounded < 0x1p63)) return fail(context, kBigintRange);
  return Value::of_bigint(static_cast<std::int64_t>(rounded));
}

// By way of 15 significant digits, as PostgreSQL does it.
Value double_to_decimal(const Value& from, const Type& to, EvalContext& context) {
  const auto digits = fmt::format("{:.15g}", from.real);
  const auto decimal = to.precision == 0 ? parse_decimal(digits) : parse_decimal(digits, to.scale);
  return decimal ? fitted(*decimal, to, context) : fail(context, kDecimalRange);
}

Value text_to_bigint(const Value& from, const Type&, EvalContext& context) {
  const auto value = parse_bigint(from.text());
  return value ? Value::of_bigint(*value) : fail(context, value.error());
}

Value text_to_decimal(const Value& from, const Type& to, EvalContext& context) {
  const auto text = trim(from.text());
  const auto decimal = to.precision == 0 ? parse_decimal(text) : parse_decimal(text, to.scale);
  if (decimal) return fitted(*decimal, to, context);
  const auto real = parse_double(text);
  const bool number = real ? std::isfinite(*real) : real.error() == kDoubleRange;
  return fail(context, number ? kDecimalRange : kNoDecimal);
}

Value text_to_double(const Value& from, const Type&, EvalContext& context) {
  const auto value = parse_double(from.text());
  return value ? Value::of_double(*value) : fail(context, value.error());
}

Value text_to_boolean(const Value& from, const Type&, EvalContext& context) {
  const auto value = parse_boolean(from.text());
  return value ? Value::of_boolean(*value) : fail(context, kNoBoolean);
}

Value text_to_timestamp(const Value& from, const Type&, EvalContext& context) {
  const auto value = parse_timestamp(from.text());
  return value ? Value::of_timestamp(event_time(*value)) : fail(context, kNoTimestamp);
}

Value boolean_to_text(const Value& from, const Type&, EvalContext&) {
  return Value::of_text(from.boolean ? "true" : "false");
}

Value bigint_to_text(const Value& from, const Type&, EvalContext& context) {
  return Value::of_text(context.keep(std::to_string(from.integer)));
}

Value decimal_to_text(const Value& from, const Type&, EvalContext& context) {
  std::string text;
  append_decimal(text, from);
  return Value::of_text(context.keep(std::move(text)));
}

Value double_to_text(const Value& from, const Type&, EvalContext& context) {
  return Value::of_text(context.keep(double_text(from.real)));
}

Value timestamp_to_text(const Value& from, const Type&, EvalContext& context) {
  return Value::of_text(context.keep(timestamp_text(from.integer)));
}

struct Rule {
  TypeKind from;
  TypeKind to;
  Conversion convert;
};

constexpr auto kRules = [] {
  using enum TypeKind;
  return std::array{
      Rule{kBoolean, kBoolean, same},
      Rule{kBoolean, kText, boolean_to_text},
      Rule{kBigint, kBigint, same},
      Rule{kBigint, kDecimal, bigint_to_decimal},
      Rule{kBigint, kDouble, bigint_to_double},
      Rule{kBigint, kText, bigint_to_text},
      Rule{kDecimal, kBigint, decimal_to_integer},
      Rule{kDecimal, kDecimal, fitted},
      Rule{kDecimal, kDouble, decimal_to_real},
      Rule{kDecimal, kText, decimal_to_text},
      Rule{kDouble, kBigint, double_to_bigint},
      Rule{kDouble, kDecimal, double_to_decimal},
      Rule{kDouble, kDouble, same},
      Rule{kDouble, kText, double_to_text},
      Rule{kText, kBoolean, text_to_boolean},
      Rule{kText, kBigint, text_to_bigint},
      Rule{kText, kDecimal, text_to_decimal},
      Rule{kText, kDouble, text_to_double},
      Rule{kText, kText, same},
      Rule{kText, kTimestamp, text_to_timestamp},
      Rule{kTimestamp, kText, timestamp_to_text},
      Rule{kTimestamp, kTimestamp, same},
      Rule{kJsonb, kJsonb, same},
  };
}();

class Converted final : public Expression {
 public:
  Converted(ExpressionPtr operand, Conversion convert, Type to)
      : operand_(std::move(operand)), convert_(convert), to_(to) {}
  Value evaluate(Row row, EvalContext& context) const override {
    const auto value = operand_->evaluate(row, context);
    return value.is_null() ? value : convert_(value, to_, context);
  }

 private:
  ExpressionPtr operand_;
  Conversion convert_;
  Type to_;
};

}  // namespace

Conversion find_conversion(TypeKind from, TypeKind to) {
  for (const auto& rule : kRules) {
    if (rule.from == from && rule.to == to) return rule.convert;
  }
  return nullptr;
}

ExpressionPtr conversion(ExpressionPtr operand, TypeKind from, const Type& to) {
  return std::make_shared<Converted>(std::move(operand), find_conversion(from, to.kind), to);
}

}  // namespace millrace::sql
