// The types that CAST knows by name.
#include <fmt/format.h>

#include <array>

#include "base/nearest_name.h"
#include "service/sql/bind/types.h"

namespace millrace::sql {
namespace {

struct Known {
  std::string_view name;
  TypeKind kind;
};

// PostgreSQL's parser has already turned the standard's words into these ("double precision" into float8); "double"
// is what the pipeline file calls it. Both timestamps are moments in UTC here.
constexpr std::array kTypes = {
    Known{"int8", TypeKind::kBigint},
    Known{"bigint", TypeKind::kBigint},
    Known{"numeric", TypeKind::kDecimal},
    Known{"decimal", TypeKind::kDecimal},
    Known{"float8", TypeKind::kDouble},
    Known{"double", TypeKind::kDouble},
    Known{"text", TypeKind::kText},
    Known{"bool", TypeKind::kBoolean},
    Known{"boolean", TypeKind::kBoolean},
    Known{"timestamp", TypeKind::kTimestamp},
    Known{"timestamptz", TypeKind::kTimestamp},
};

struct Instead {
  std::string_view name;
  std::string_view written;
  std::string_view use;
};

constexpr std::array kInstead = {
    Instead{"int2", "smallint", "bigint"}, Instead{"int4", "integer", "bigint"}, Instead{"float4", "real", "double"},
    Instead{"varchar", "varchar", "text"}, Instead{"bpchar", "char", "text"},
};

std::optional<Type> decimal(const ast::TypeName& name, std::string& problem) {
  const auto& given = name.modifiers;
  const int precision = given.empty() ? 0 : given[0];
  const int scale = given.size() < 2 ? 0 : given[1];
  if (given.empty()) return Type{TypeKind::kDecimal, 0, 0};
  if (precision >= 1 && precision <= kMaxDecimalDigits && scale >= 0 && scale <= precision && given.size() <= 2)
    return Type{TypeKind::kDecimal, static_cast<std::uint8_t>(precision), static_cast<std::uint8_t>(scale)};
  problem =
      fmt::format("decimal takes a precision from 1 to {} and a scale from 0 to the precision", kMaxDecimalDigits);
  return std::nullopt;
}

std::string unknown_type(const std::string& name) {
  for (const auto& instead : kInstead) {
    if (instead.name == name) return fmt::format("type {} is not supported; use {}", instead.written, instead.use);
  }
  const std::array<std::string, 7> known = {"bigint", "decimal", "double", "text", "boolean", "timestamp", "numeric"};
  const auto near = nearest_name(name, known);
  return fmt::format("type {} is not supported{}; casts know bigint, decimal(p,s), double, text, boolean and timestamp",
                     name, near ? fmt::format(" (did you mean {}?)", *near) : "");
}

}  // namespace

std::optional<Type> find_type(const ast::TypeName& name, std::string& problem) {
  for (const auto& known : kTypes) {
    if (known.name != name.name) continue;
    if (known.kind == TypeKind::kDecimal) return decimal(name, problem);
    if (name.modifiers.empty()) return Type{known.kind, 0, 0};
    problem = fmt::format("type {} takes nothing in parentheses here", to_string(Type{known.kind, 0, 0}));
    return std::nullopt;
  }
  problem = unknown_type(name.name);
  return std::nullopt;
}

}  // namespace millrace::sql
