#include "base/value.h"

#include <fmt/format.h>

namespace millrace {

std::string to_string(const Type& type) {
  switch (type.kind) {
    case TypeKind::kNull:
      return "null";
    case TypeKind::kBoolean:
      return "boolean";
    case TypeKind::kBigint:
      return "bigint";
    case TypeKind::kDecimal:
      return type.precision == 0 ? "decimal" : fmt::format("decimal({},{})", type.precision, type.scale);
    case TypeKind::kDouble:
      return "double";
    case TypeKind::kText:
      return "text";
    case TypeKind::kTimestamp:
      return "timestamp";
    case TypeKind::kJsonb:
      return "jsonb";
  }
  return "unknown";
}

}  // namespace millrace
