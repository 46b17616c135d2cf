// The operators of the language; one list for the tree as written, the bound tree and evaluation.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace millrace::sql {

enum class Operator : std::uint8_t {
  kAnd,
  kOr,
  kNot,
  kIsNull,
  kIsNotNull,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kModulo,
  kNegate,
  kPlus,  // one operand
};

// As it is written in SQL.
std::string_view symbol(Operator op);
std::optional<Operator> binary_operator(std::string_view symbol);

constexpr bool is_comparison(Operator op) { return op >= Operator::kEqual && op <= Operator::kGreaterEqual; }
constexpr bool is_arithmetic(Operator op) { return op >= Operator::kAdd && op <= Operator::kModulo; }

}  // namespace millrace::sql
