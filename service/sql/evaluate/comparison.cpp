#include "service/sql/evaluate/comparison.h"

#include <cmath>

#include "base/decimal.h"
#include "service/sql/evaluate/build.h"

namespace millrace::sql {
namespace {

template <class T>
int order(T a, T b) {
  return (a > b) - (a < b);
}

struct IntegerOrder {
  static int compare(const Value& a, const Value& b) { return order(a.integer, b.integer); }
};
struct BooleanOrder {
  static int compare(const Value& a, const Value& b) { return order<int>(a.boolean, b.boolean); }
};
struct DoubleOrder {
  static int compare(const Value& a, const Value& b) {
    if (std::isnan(a.real) || std::isnan(b.real)) return order<int>(std::isnan(a.real), std::isnan(b.real));
    return order(a.real, b.real);
  }
};
struct DecimalOrder {
  static int compare(const Value& a, const Value& b) {
    return a.scale == b.scale ? order(a.decimal, b.decimal) : compare_decimals(a, b);
  }
};
struct TextOrder {
  static int compare(const Value& a, const Value& b) { return order(a.text().compare(b.text()), 0); }
};
struct TextEquality {  // 0: equal; for = and <> the order of the others is of no interest
  static int compare(const Value& a, const Value& b) { return a.text() == b.text() ? 0 : 1; }
};

constexpr unsigned kBelow = 1, kSame = 2, kAbove = 4;

constexpr unsigned accepted(Operator op) {
  switch (op) {
    case Operator::kEqual:
      return kSame;
    case Operator::kNotEqual:
      return kBelow | kAbove;
    case Operator::kLess:
      return kBelow;
    case Operator::kLessEqual:
      return kBelow | kSame;
    case Operator::kGreater:
      return kAbove;
    default:
      return kAbove | kSame;
  }
}

// Typed at plan time. The operator is a set of accepted orders, so that a test has no branch on it.
template <class Order, class Left, class Right>
class Comparison final : public Condition {
 public:
  Comparison(unsigned accepted, Left left, Right right)
      : accepted_(accepted), left_(std::move(left)), right_(std::move(right)) {}
  Truth test(Row row, EvalContext& context) const override {
    const auto& a = left_.get(row, context);
    const auto& b = right_.get(row, context);
    if (a.is_null() || b.is_null()) return Truth::kNull;
    return truth(((accepted_ >> (Order::compare(a, b) + 1)) & 1) != 0);
  }

 private:
  unsigned accepted_;
  Left left_;
  Right right_;
};

// A constant in the column's own scale, so that the usual comparison is one of integers.
Fixed fixed_beside(const Bound& column, const Constant& constant) {
  Fixed fixed{constant.value, constant.bytes};
  if (constant.value.kind != TypeKind::kDecimal || column.type.precision == 0) return fixed;
  const auto scaled = rescale(constant.value, column.type.scale);
  if (scaled && compare_decimals(*scaled, constant.value) == 0) fixed.value = *scaled;
  return fixed;
}

template <class Order>
ConditionPtr with_order(Operator op, const Bound& left, const Bound& right) {
  const auto* column = std::get_if<Slot>(&left.is);
  const auto* other = std::get_if<Slot>(&right.is);
  const auto* constant = std::get_if<Constant>(&right.is);
  if (column != nullptr && constant != nullptr) {
    return std::make_shared<Comparison<Order, FromRow, Fixed>>(accepted(op), FromRow{column->index},
                                                               fixed_beside(left, *constant));
  }
  if (column != nullptr && other != nullptr) {
    return std::make_shared<Comparison<Order, FromRow, FromRow>>(accepted(op), FromRow{column->index},
                                                                 FromRow{other->index});
  }
  return std::make_shared<Comparison<Order, Nested, Nested>>(accepted(op), Nested{build(left)}, Nested{build(right)});
}

}  // namespace

ConditionPtr comparison(Operator op, const Bound& left, const Bound& right) {
  switch (left.type.kind) {
    case TypeKind::kBoolean:
      return with_order<BooleanOrder>(op, left, right);
    case TypeKind::kDecimal:
      return with_order<DecimalOrder>(op, left, right);
    case TypeKind::kDouble:
      return with_order<DoubleOrder>(op, left, right);
    case TypeKind::kText:
      if (op == Operator::kEqual || op == Operator::kNotEqual) return with_order<TextEquality>(op, left, right);
      return with_order<TextOrder>(op, left, right);
    default:
      return with_order<IntegerOrder>(op, left, right);
  }
}

}  // namespace millrace::sql
