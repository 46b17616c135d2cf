// What compiled expressions are made of: operands that cost nothing where they can, and conditions in three values.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "service/sql/query.h"

namespace millrace::sql {

using Row = std::span<const Value>;

enum class Truth : std::uint8_t { kFalse, kTrue, kNull };
constexpr Truth truth(bool b) { return b ? Truth::kTrue : Truth::kFalse; }

// A boolean expression: conditions ask each other for a Truth, so that no Value is made in between.
class Condition : public Expression {
 public:
  virtual Truth test(Row row, EvalContext& context) const = 0;
  Value evaluate(Row row, EvalContext& context) const final {
    const auto answer = test(row, context);
    return answer == Truth::kNull ? Value::null() : Value::of_boolean(answer == Truth::kTrue);
  }
};
using ConditionPtr = std::shared_ptr<const Condition>;

// The kinds of operand. get() gives a reference into the row or into this, or a temporary.
struct FromRow {
  std::size_t index;
  const Value& get(Row row, EvalContext&) const { return row[index]; }
};
struct Fixed {
  Value value;
  std::shared_ptr<const std::string> bytes;  // what a text value views
  const Value& get(Row, EvalContext&) const { return value; }
};
struct Nested {
  ExpressionPtr expression;
  Value get(Row row, EvalContext& context) const { return expression->evaluate(row, context); }
};

// An operand alone.
template <class Operand>
class Leaf final : public Expression {
 public:
  explicit Leaf(Operand operand) : operand_(std::move(operand)) {}
  Value evaluate(Row row, EvalContext& context) const override { return operand_.get(row, context); }

 private:
  Operand operand_;
};

}  // namespace millrace::sql
