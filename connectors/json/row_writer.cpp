#include "connectors/json/row_writer.h"

#include <charconv>
#include <cmath>

#include "base/decimal.h"
#include "connectors/json/iso_time.h"
#include "connectors/json/json_text.h"

namespace millrace {
namespace {

constexpr std::size_t kMaxNumber = 32;  // digits of any 64-bit integer or shortest double

template <class Number>
void append_number(std::string& out, Number number) {
  char digits[kMaxNumber];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_time(std::string& out, std::int64_t time, TimestampStyle style) {
  if (style == TimestampStyle::kEpochMillis) return append_number(out, time);
  char text[json::kMaxIsoTime];
  out.append(text, json::write_iso_time(text, time));
}

// What PostgreSQL calls the doubles that JSON has no number for.
const char* name_of_special(double real) { return std::isnan(real) ? "NaN" : real > 0 ? "Infinity" : "-Infinity"; }

void append_json(std::string& out, const Value& value, TimestampStyle timestamps) {
  switch (value.kind) {
    case TypeKind::kNull:
      out += "null";
      return;
    case TypeKind::kText:
      return json::append_quoted(out, value.text());
    case TypeKind::kTimestamp:
      if (timestamps == TimestampStyle::kEpochMillis) break;
      out += '"';
      append_time(out, value.integer, timestamps);
      out += '"';
      return;
    case TypeKind::kDouble:
      if (std::isfinite(value.real)) break;
      return json::append_quoted(out, name_of_special(value.real));
    default:
      break;
  }
  append_raw(out, value, timestamps);
}

}  // namespace

JsonRowWriter::JsonRowWriter(std::vector<std::string> names, TimestampStyle timestamps) : timestamps_(timestamps) {
  for (const auto& name : names) {
    std::string prefix(1, prefixes_.empty() ? '{' : ',');
    json::append_quoted(prefix, name);
    prefixes_.push_back(prefix + ':');
  }
}

void JsonRowWriter::append(std::string& out, std::span<const Value> values) const {
  if (values.empty()) out += '{';
  for (std::size_t i = 0; i < values.size(); ++i) {
    out += prefixes_[i];
    append_json(out, values[i], timestamps_);
  }
  out += '}';
}

void append_raw(std::string& out, const Value& value, TimestampStyle timestamps) {
  switch (value.kind) {
    case TypeKind::kNull:
      return;
    case TypeKind::kBoolean:
      out += value.boolean ? "true" : "false";
      return;
    case TypeKind::kBigint:
      return append_number(out, value.integer);
    case TypeKind::kDecimal:
      return append_decimal(out, value);
    case TypeKind::kDouble:
      if (!std::isfinite(value.real)) {
        out += name_of_special(value.real);
        return;
      }
      return append_number(out, value.real);
    case TypeKind::kText:
    case TypeKind::kJsonb:
      out += value.text();
      return;
    case TypeKind::kTimestamp:
      return append_time(out, value.integer, timestamps);
  }
}

}  // namespace millrace
