#include "service/sql/evaluate/arithmetic.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/decimal.h"
#include "service/sql/evaluate/failures.h"

namespace millrace::sql {
namespace {

constexpr std::int64_t kSmallest = std::numeric_limits<std::int64_t>::min();

template <Operator Op>
struct OnBigint {
  static Value apply(const Value& a, const Value& b, EvalContext& context) {
    std::int64_t result = 0;
    bool overflow = false;
    if constexpr (Op == Operator::kAdd) overflow = __builtin_add_overflow(a.integer, b.integer, &result);
    if constexpr (Op == Operator::kSubtract) overflow = __builtin_sub_overflow(a.integer, b.integer, &result);
    if constexpr (Op == Operator::kMultiply) overflow = __builtin_mul_overflow(a.integer, b.integer, &result);
    if constexpr (Op == Operator::kDivide || Op == Operator::kModulo) {
      if (b.integer == 0) return fail(context, kDivisionByZero);
      overflow = Op == Operator::kDivide && a.integer == kSmallest && b.integer == -1;
      if (!overflow && b.integer == -1)
        result = Op == Operator::kDivide ? -a.integer : 0;
      else if (!overflow)
        result = Op == Operator::kDivide ? a.integer / b.integer : a.integer % b.integer;
    }
    return overflow ? fail(context, kBigintRange) : Value::of_bigint(result);
  }
};

Value or_fail(const std::optional<Value>& value, EvalContext& context) {
  return value ? *value : fail(context, kDecimalRange);
}

// The sign is the dividend's, the scale the larger; exact, so it fails when the common scale needs over 38 digits.
Value remainder(const Value& a, const Value& b, EvalContext& context) {
  const auto scale = std::max(a.scale, b.scale);
  const auto left = rescale(a, scale);
  const auto right = rescale(b, scale);
  if (!left || !right) return fail(context, kDecimalRange);
  return Value::of_decimal(left->decimal % right->decimal, scale);
}

template <Operator Op>
struct OnDecimal {
  static Value apply(const Value& a, const Value& b, EvalContext& context) {
    if constexpr (Op == Operator::kAdd) return or_fail(add_decimals(a, b), context);
    if constexpr (Op == Operator::kSubtract) return or_fail(subtract_decimals(a, b), context);
    if constexpr (Op == Operator::kMultiply) return or_fail(multiply_decimals(a, b), context);
    if (b.decimal == 0) return fail(context, kDivisionByZero);
    if constexpr (Op == Operator::kDivide) return or_fail(divide_decimals(a, b), context);
    return remainder(a, b, context);
  }
};

// PostgreSQL's float8: infinity out of finite operands is an error, and so is zero out of others.
template <Operator Op>
struct OnDouble {
  static Value apply(const Value& left, const Value& right, EvalContext& context) {
    const double a = left.real, b = right.real;
    double result = 0;
    bool vanished = false;
    if constexpr (Op == Operator::kAdd) result = a + b;
    if constexpr (Op == Operator::kSubtract) result = a - b;
    if constexpr (Op == Operator::kMultiply) {
      result = a * b;
      vanished = result == 0 && a != 0 && b != 0;
    }
    if constexpr (Op == Operator::kDivide) {
      if (b == 0 && !std::isnan(a)) return fail(context, kDivisionByZero);
      result = a / b;
      vanished = result == 0 && a != 0 && !std::isinf(b);
    }
    const bool burst = std::isinf(result) && !std::isinf(a) && !std::isinf(b);
    return burst || vanished ? fail(context, kDoubleRange) : Value::of_double(result);
  }
};

template <class Rule>
class Arithmetic final : public Expression {
 public:
  Arithmetic(ExpressionPtr left, ExpressionPtr right) : left_(std::move(left)), right_(std::move(right)) {}
  Value evaluate(Row row, EvalContext& context) const override {
    const auto a = left_->evaluate(row, context);
    const auto b = right_->evaluate(row, context);
    return a.is_null() || b.is_null() ? Value::null() : Rule::apply(a, b, context);
  }

 private:
  ExpressionPtr left_;
  ExpressionPtr right_;
};

class Negative final : public Expression {
 public:
  explicit Negative(ExpressionPtr operand) : operand_(std::move(operand)) {}
  Value evaluate(Row row, EvalContext& context) const override {
    auto value = operand_->evaluate(row, context);
    if (value.kind == TypeKind::kDecimal) value.decimal = -value.decimal;
    if (value.kind == TypeKind::kDouble) value.real = -value.real;
    if (value.kind != TypeKind::kBigint) return value;
    if (value.integer == kSmallest) return fail(context, kBigintRange);
    return Value::of_bigint(-value.integer);
  }

 private:
  ExpressionPtr operand_;
};

template <template <Operator> class On>
ExpressionPtr with_operator(Operator op, const ExpressionPtr& left, const ExpressionPtr& right) {
  switch (op) {
    case Operator::kAdd:
      return std::make_shared<Arithmetic<On<Operator::kAdd>>>(left, right);
    case Operator::kSubtract:
      return std::make_shared<Arithmetic<On<Operator::kSubtract>>>(left, right);
    case Operator::kMultiply:
      return std::make_shared<Arithmetic<On<Operator::kMultiply>>>(left, right);
    case Operator::kDivide:
      return std::make_shared<Arithmetic<On<Operator::kDivide>>>(left, right);
    default:
      return std::make_shared<Arithmetic<On<Operator::kModulo>>>(left, right);
  }
}

}  // namespace

ExpressionPtr arithmetic(Operator op, TypeKind kind, const ExpressionPtr& left, const ExpressionPtr& right) {
  if (kind == TypeKind::kBigint) return with_operator<OnBigint>(op, left, right);
  if (kind == TypeKind::kDecimal) return with_operator<OnDecimal>(op, left, right);
  return with_operator<OnDouble>(op, left, right);
}

ExpressionPtr negative(ExpressionPtr operand) { return std::make_shared<Negative>(std::move(operand)); }

}  // namespace millrace::sql
