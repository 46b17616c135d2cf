// Decoding one record, as tests ask for it.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "connectors/decoder.h"

namespace millrace {

inline ColumnSpec column(std::string name, TypeKind kind, TimestampForm form = TimestampForm::kAuto) {
  return {.name = std::move(name), .type = {.kind = kind, .precision = 0, .scale = 0}, .timestamp = form};
}
inline ColumnSpec decimal_column(std::string name, std::uint8_t precision, std::uint8_t scale) {
  return {.name = std::move(name), .type = {TypeKind::kDecimal, precision, scale}, .timestamp = TimestampForm::kAuto};
}

// A value with its type, or NULL: so that 1 as a bigint and 1 as a text differ.
inline std::string show_value(const Value& value) {
  switch (value.kind) {
    case TypeKind::kNull:
      return "NULL";
    case TypeKind::kBoolean:
      return value.boolean ? "true" : "false";
    case TypeKind::kBigint:
      return fmt::format("bigint {}", value.integer);
    case TypeKind::kTimestamp:
      return fmt::format("timestamp {}", value.integer);
    case TypeKind::kDouble:
      return fmt::format("double {}", value.real);
    case TypeKind::kText:
      return fmt::format("text {}", value.text());
    case TypeKind::kJsonb:
      return fmt::format("jsonb {}", value.text());
    case TypeKind::kDecimal:
      break;
  }
  std::string text = "decimal ";
  append_decimal(text, value);
  return text;
}

// What a decoder makes of a record: "text u1 | bigint 7", or "rejected: type".
inline std::string decoded(Decoder& decoder, std::size_t columns, std::string_view record) {
  std::vector<Value> values(columns);
  if (const auto* rejection = decoder.decode(record, values)) return std::string("rejected: ") + rejection->reason;
  std::string shown;
  for (const auto& value : values) shown += (shown.empty() ? "" : " | ") + show_value(value);
  return shown;
}

inline std::string decoded(const std::vector<ColumnSpec>& columns, std::string_view record) {
  return decoded(*make_json_decoder(columns), columns.size(), record);
}

// The words for the log.
inline std::string rejection_of(const std::vector<ColumnSpec>& columns, std::string_view record) {
  const auto decoder = make_json_decoder(columns);
  std::vector<Value> values(columns.size());
  const auto* rejection = decoder->decode(record, values);
  return rejection == nullptr ? "" : rejection->detail;
}

}  // namespace millrace
