#include "service/sql/operator.h"

namespace millrace::sql {

std::string_view symbol(Operator op) {
  switch (op) {
    case Operator::kAnd:
      return "AND";
    case Operator::kOr:
      return "OR";
    case Operator::kNot:
      return "NOT";
    case Operator::kIsNull:
      return "IS NULL";
    case Operator::kIsNotNull:
      return "IS NOT NULL";
    case Operator::kEqual:
      return "=";
    case Operator::kNotEqual:
      return "<>";
    case Operator::kLess:
      return "<";
    case Operator::kLessEqual:
      return "<=";
    case Operator::kGreater:
      return ">";
    case Operator::kGreaterEqual:
      return ">=";
    case Operator::kAdd:
    case Operator::kPlus:
      return "+";
    case Operator::kSubtract:
    case Operator::kNegate:
      return "-";
    case Operator::kMultiply:
      return "*";
    case Operator::kDivide:
      return "/";
    case Operator::kModulo:
      return "%";
  }
  return "?";
}

std::optional<Operator> binary_operator(std::string_view written) {
  for (auto op = Operator::kEqual; op <= Operator::kModulo;
       op = static_cast<Operator>(static_cast<std::uint8_t>(op) + 1)) {
    if (symbol(op) == written) return op;
  }
  return std::nullopt;
}

}  // namespace millrace::sql
