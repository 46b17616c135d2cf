// PostgreSQL's rules of which types meet under an operator, and what comes of it.
#pragma once

#include <optional>
#include <string>

#include "base/decimal.h"
#include "service/sql/bind/bound.h"
#include "service/sql/parse/ast.h"

namespace millrace::sql {

constexpr bool is_unknown(const Type& type) { return type.kind == TypeKind::kNull; }
constexpr bool is_numeric(const Type& type) {
  return type.kind == TypeKind::kBigint || type.kind == TypeKind::kDecimal || type.kind == TypeKind::kDouble;
}

// Without precision and scale, as error messages name it.
std::string type_word(const Type& type);
// A decimal whose scale is known; an unknown one (of a division, say) is Type{kDecimal}.
Type decimal_type(int scale);

// The type that both sides are brought to; nullopt: the operator does not exist for them. Neither side is unknown.
std::optional<Type> common_type(Operator op, const Type& left, const Type& right);
// What arithmetic on two operands of the common type gives; decimals keep the scale as far as it is known.
Type arithmetic_type(Operator op, const Type& left, const Type& right);
// What casting to `to` gives.
Type cast_type(const Type& from, const Type& to);

// A type as written; on failure its words for people.
std::optional<Type> find_type(const ast::TypeName& name, std::string& problem);

}  // namespace millrace::sql
