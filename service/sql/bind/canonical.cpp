// The one text of an expression's meaning: equal expressions are found by it, and the fingerprint is made of it.
#include <fmt/format.h>

#include "base/decimal.h"
#include "service/sql/bind/bound.h"

namespace millrace::sql {
namespace {

std::string quoted(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote) out += quote;
    out += c;
  }
  return out + quote;
}

std::string value_text(const Value& value) {
  switch (value.kind) {
    case TypeKind::kNull:
      return "null";
    case TypeKind::kBoolean:
      return value.boolean ? "true" : "false";
    case TypeKind::kBigint:
    case TypeKind::kTimestamp:
      return std::to_string(value.integer);
    case TypeKind::kDouble:
      return fmt::format("{}", value.real);
    case TypeKind::kDecimal: {
      std::string text;
      append_decimal(text, value);
      return text;
    }
    case TypeKind::kText:
    case TypeKind::kJsonb:
      return quoted(value.text(), '\'');
  }
  return "?";
}

std::string column_text(const ColumnSpec& column) {
  auto text = fmt::format("{}:{}", quoted(column.name, '"'), to_string(column.type));
  if (column.timestamp != TimestampForm::kAuto) text += fmt::format("/{}", static_cast<int>(column.timestamp));
  return text;
}

std::string operation_text(const Operation& operation) {
  const bool unary = operation.operands.size() == 1;
  std::string text = fmt::format("({}{}", unary ? "unary " : "", symbol(operation.op));
  for (const auto& operand : operation.operands) text += ' ' + canonical(*operand);
  return text + ')';
}

}  // namespace

std::string canonical(const Bound& bound) {
  struct Text {
    const Bound& bound;
    std::string operator()(const ColumnRef& column) const { return column_text(*column.spec); }
    std::string operator()(const Constant& constant) const {
      return fmt::format("{}:{}", value_text(constant.value), to_string(Type{bound.type.kind, 0, 0}));
    }
    std::string operator()(const Operation& operation) const { return operation_text(operation); }
    std::string operator()(const Cast& cast) const {
      return fmt::format("(cast {} {})", canonical(*cast.operand), to_string(cast.to));
    }
    std::string operator()(const Aggregate& aggregate) const {
      return fmt::format("(aggregate {}.{} {})", static_cast<int>(aggregate.kind), static_cast<int>(aggregate.result),
                         aggregate.argument ? canonical(*aggregate.argument) : "*");
    }
    std::string operator()(WindowEdge edge) const { return edge == WindowEdge::kStart ? "window_start" : "window_end"; }
    std::string operator()(const Slot& slot) const { return fmt::format("slot {}", slot.index); }
  };
  return std::visit(Text{bound}, bound.is);
}

}  // namespace millrace::sql
