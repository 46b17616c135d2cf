#include "connectors/json/column_value.h"

#include <charconv>
#include <cstdlib>
#include <limits>
#include <optional>

#include "base/decimal.h"
#include "base/wide_integer.h"
#include "connectors/json/escapes.h"
#include "connectors/json/iso_time.h"

namespace millrace::json {
namespace {

constexpr const char* kType = "type";
constexpr const char* kOverflow = "overflow";
constexpr const char* kUnicode = "unicode";

bool is_number(const Token& token) { return token.kind == TokenKind::kNumber || token.kind == TokenKind::kLongNumber; }

const char* to_text(const Token& token, std::string& scratch, Value& value) {
  if (token.kind != TokenKind::kString) return kType;
  if (token.not_unicode) return kUnicode;
  if (!token.escaped) {
    value = Value::of_text(token.text());
    return nullptr;
  }
  const auto from = scratch.size();
  append_unescaped(scratch, token.text());
  value = Value::of_text(std::string_view(scratch).substr(from));
  return nullptr;
}

const char* to_boolean(const Token& token, Value& value) {
  if (token.kind != TokenKind::kTrue && token.kind != TokenKind::kFalse) return kType;
  value = Value::of_boolean(token.kind == TokenKind::kTrue);
  return nullptr;
}

const char* to_integer(const Token& token, std::int64_t& integer) {
  if (token.kind == TokenKind::kNumber) {
    integer = token.unscaled;
    return token.scale == 0 ? nullptr : kType;
  }
  if (token.kind != TokenKind::kLongNumber || token.text().find_first_of(".eE") != std::string_view::npos) return kType;
  const char* const end = token.data + token.size;
  return std::from_chars(token.data, end, integer).ec == std::errc{} ? nullptr : kOverflow;
}

const char* to_bigint(const Token& token, Value& value) {
  std::int64_t integer = 0;
  const char* const reason = to_integer(token, integer);
  if (reason == nullptr) value = Value::of_bigint(integer);
  return reason;
}

const char* to_decimal(const Token& token, const Type& type, Value& value) {
  if (!is_number(token)) return kType;
  const bool declared = type.precision != 0;
  std::optional<Value> decimal;
  if (token.kind == TokenKind::kNumber) {
    decimal = Value::of_decimal(token.unscaled, token.scale);
    if (declared) decimal = rescale(*decimal, type.scale);
  } else {
    decimal = declared ? parse_decimal(token.text(), type.scale) : parse_decimal(token.text());
  }
  if (!decimal || !fits_precision(*decimal, type.precision)) return kOverflow;
  value = *decimal;
  return nullptr;
}

const char* to_double(const Token& token, Value& value) {
  if (!is_number(token)) return kType;
  if (token.kind == TokenKind::kNumber && token.unscaled != 0) {
    value = Value::of_double(decimal_to_double(Value::of_decimal(token.unscaled, token.scale)));
    return nullptr;
  }
  double real = 0;  // -0.0 keeps its sign here
  if (std::from_chars(token.data, token.data + token.size, real).ec != std::errc{}) return kOverflow;
  value = Value::of_double(real);
  return nullptr;
}

// A unit is 10^this milliseconds.
int exponent_of(TimestampForm form) {
  switch (form) {
    case TimestampForm::kSeconds:
      return 3;
    case TimestampForm::kMicros:
      return -3;
    case TimestampForm::kNanos:
      return -6;
    case TimestampForm::kAuto:
    case TimestampForm::kMillis:
      break;
  }
  return 0;
}

// floor(number * 10^exponent); nothing beyond 128 bits.
std::optional<Int128> floor_scaled(const Value& number, int exponent) {
  const int places = number.scale - exponent;
  if (places > kMaxDecimalDigits) return number.decimal < 0 ? -1 : 0;
  const auto power = static_cast<Int128>(kPowersOfTen[static_cast<std::size_t>(std::abs(places))]);
  if (places > 0) return number.decimal / power - (number.decimal % power < 0 ? 1 : 0);
  Int128 product = 0;
  if (__builtin_mul_overflow(number.decimal, power, &product)) return std::nullopt;
  return product;
}

const char* to_millis(const Token& token, TimestampForm form, std::int64_t& millis) {
  if (!is_number(token)) return kType;
  const auto number = token.kind == TokenKind::kNumber ? Value::of_decimal(token.unscaled, token.scale)
                                                       : parse_decimal(token.text()).value_or(Value::null());
  const auto floored = number.is_null() ? std::nullopt : floor_scaled(number, exponent_of(form));
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  if (!floored || *floored < -kMax || *floored > kMax) return kOverflow;
  millis = static_cast<std::int64_t>(*floored);
  return nullptr;
}

const char* read_time(const Token& token, TimestampForm form, std::int64_t& millis) {
  if (form != TimestampForm::kAuto) return to_millis(token, form, millis);
  if (token.kind != TokenKind::kString) return to_integer(token, millis);
  const auto parsed = token.escaped ? std::nullopt : parse_iso_time(token.text());
  if (!parsed) return kType;
  millis = *parsed;
  return nullptr;
}

const char* to_timestamp(const Token& token, TimestampForm form, Value& value) {
  std::int64_t millis = 0;
  if (const char* const reason = read_time(token, form, millis)) return reason;
  if (millis < kFirstMillis || millis > kLastMillis) return kOverflow;
  value = Value::of_timestamp(event_time(millis));
  return nullptr;
}

}  // namespace

const char* to_value(const Token& token, const ColumnSpec& column, std::string& scratch, Value& value) {
  value = Value::null();
  if (token.kind == TokenKind::kNone || token.kind == TokenKind::kNull) return nullptr;
  switch (column.type.kind) {
    case TypeKind::kNull:
      break;
    case TypeKind::kBoolean:
      return to_boolean(token, value);
    case TypeKind::kBigint:
      return to_bigint(token, value);
    case TypeKind::kDecimal:
      return to_decimal(token, column.type, value);
    case TypeKind::kDouble:
      return to_double(token, value);
    case TypeKind::kText:
      return to_text(token, scratch, value);
    case TypeKind::kTimestamp:
      return to_timestamp(token, column.timestamp, value);
    case TypeKind::kJsonb:
      if (token.not_unicode) return kUnicode;
      value = Value::of_jsonb(token.raw());
      return nullptr;
  }
  return kType;
}

}  // namespace millrace::json
