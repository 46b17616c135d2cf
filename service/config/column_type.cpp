#include "service/config/column_type.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "base/nearest_name.h"
#include "service/config/units.h"

namespace millrace {
namespace {

struct SimpleType {
  std::string_view name;
  ColumnType type;
};

constexpr std::array<SimpleType, 10> kSimple = {{
    {"text", {{TypeKind::kText}}},
    {"bigint", {{TypeKind::kBigint}}},
    {"double", {{TypeKind::kDouble}}},
    {"boolean", {{TypeKind::kBoolean}}},
    {"jsonb", {{TypeKind::kJsonb}}},
    {"timestamp", {{TypeKind::kTimestamp}}},
    {"timestamp(s)", {{TypeKind::kTimestamp}, TimestampForm::kSeconds}},
    {"timestamp(ms)", {{TypeKind::kTimestamp}, TimestampForm::kMillis}},
    {"timestamp(us)", {{TypeKind::kTimestamp}, TimestampForm::kMicros}},
    {"timestamp(ns)", {{TypeKind::kTimestamp}, TimestampForm::kNanos}},
}};

// Other databases' words for the same.
constexpr std::array<std::pair<std::string_view, std::string_view>, 20> kOtherWords = {{
    {"string", "text"},        {"varchar", "text"},          {"char", "text"},       {"uuid", "text"},
    {"int", "bigint"},         {"integer", "bigint"},        {"int4", "bigint"},     {"int8", "bigint"},
    {"smallint", "bigint"},    {"long", "bigint"},           {"float", "double"},    {"real", "double"},
    {"float8", "double"},      {"number", "decimal"},        {"numeric", "decimal"}, {"bool", "boolean"},
    {"datetime", "timestamp"}, {"timestamptz", "timestamp"}, {"date", "timestamp"},  {"json", "jsonb"},
}};

std::string without_spaces(std::string_view text) {
  std::string result(text);
  std::erase(result, ' ');
  return result;
}

std::expected<ColumnType, std::string> parse_decimal_type(const std::string& text) {
  const std::string quoted = "'" + text + "'";
  constexpr std::string_view kOpen = "decimal(";
  if (text == "decimal") return std::unexpected("decimal needs its digits and scale: \"decimal(12,2)\"");
  const std::string_view inside = std::string_view(text).substr(kOpen.size(), text.size() - kOpen.size() - 1);
  const std::size_t comma = inside.find(',');
  const auto precision = parse_count(inside.substr(0, comma));
  const auto scale = comma == std::string_view::npos ? 0 : parse_count(inside.substr(comma + 1));
  if (!precision || !scale || *precision < 1 || *precision > kMaxDecimalDigits || *scale > *precision) {
    return std::unexpected(quoted + ": decimal(digits,scale) takes 1 to " + std::to_string(kMaxDecimalDigits) +
                           " digits, of which the scale are after the point");
  }
  return ColumnType{{TypeKind::kDecimal, static_cast<std::uint8_t>(*precision), static_cast<std::uint8_t>(*scale)}};
}

// "numeric(12,2)" -> "decimal(12,2)": the arguments stay.
std::string with_arguments(std::string_view type, const std::string& text) {
  if (type != "decimal") return std::string(type);
  const std::size_t open = text.find('(');
  return "decimal" + (open == std::string::npos ? "(12,2)" : text.substr(open));
}

std::optional<std::string> meant_type(const std::string& text) {
  const std::string word = text.substr(0, text.find('('));
  for (const auto& [other, ours] : kOtherWords) {
    if (edit_distance(word, other) == 0) return with_arguments(ours, text);
  }
  std::vector<std::string> names = {"decimal"};
  for (const SimpleType& simple : kSimple) names.emplace_back(simple.name);
  auto near = nearest_name(text, names);
  if (!near) near = nearest_name(word, names);
  return near ? std::optional(with_arguments(*near, text)) : std::nullopt;
}

}  // namespace

std::expected<ColumnType, std::string> parse_column_type(std::string_view written) {
  const std::string text = without_spaces(written);
  const auto simple = std::ranges::find(kSimple, text, &SimpleType::name);
  if (simple != kSimple.end()) return simple->type;
  if (text.contains('(') && !text.ends_with(')')) {
    return std::unexpected("'" + text + "' is cut off: within { } a type with a comma needs quotes: \"decimal(12,2)\"");
  }
  if (text == "decimal" || text.starts_with("decimal(")) return parse_decimal_type(text);
  std::string message = "'" + std::string(written) + "' is not a type";
  if (const auto meant = meant_type(text)) return std::unexpected(message + "; did you mean '" + *meant + "'?");
  return std::unexpected(
      message + "; known: text, bigint, decimal(p,s), double, boolean, timestamp, timestamp(s|ms|us|ns), jsonb");
}

}  // namespace millrace
