#include "service/sql/bind/types.h"

#include <algorithm>

namespace millrace::sql {

std::string type_word(const Type& type) { return is_unknown(type) ? "unknown" : to_string(Type{type.kind, 0, 0}); }

Type decimal_type(int scale) {
  if (scale < 0 || scale > kMaxDecimalDigits) return {TypeKind::kDecimal, 0, 0};
  return {TypeKind::kDecimal, kMaxDecimalDigits, static_cast<std::uint8_t>(scale)};
}

std::optional<Type> common_type(Operator op, const Type& left, const Type& right) {
  if (is_numeric(left) && is_numeric(right)) {
    const auto kind = std::max(left.kind, right.kind);  // bigint < decimal < double
    if (op == Operator::kModulo && kind == TypeKind::kDouble) return std::nullopt;
    return Type{kind, 0, 0};
  }
  if (!is_comparison(op) || left.kind != right.kind || left.kind == TypeKind::kJsonb) return std::nullopt;
  return left;
}

Type arithmetic_type(Operator op, const Type& left, const Type& right) {
  const Type plain{left.kind, 0, 0};
  if (left.kind != TypeKind::kDecimal || left.precision == 0 || right.precision == 0) return plain;
  switch (op) {
    case Operator::kMultiply:
      return decimal_type(left.scale + right.scale);
    case Operator::kDivide:
      return plain;
    default:
      return decimal_type(std::max(left.scale, right.scale));
  }
}

Type cast_type(const Type& from, const Type& to) {
  if (to.kind != TypeKind::kDecimal || to.precision != 0) return to;
  if (from.kind == TypeKind::kDecimal) return from;
  return from.kind == TypeKind::kBigint ? decimal_type(0) : to;
}

}  // namespace millrace::sql
