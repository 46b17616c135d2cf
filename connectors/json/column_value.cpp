#include "connectors/json/column_value.h"

#include <array>
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

// The rare ways are kept out of the common one, which then needs no registers saved.
[[gnu::noinline]] const char* unescape(const Token& token, std::string& scratch, Value& value) {
  const auto from = scratch.size();
  append_unescaped(scratch, token.text());
  value.bytes = {scratch.data() + from, scratch.size() - from};
  return nullptr;
}

const char* to_text(const Token& token, std::string& scratch, Value& value) {
  if (!token.is_string()) return kType;
  value.kind = TypeKind::kText;
  if (token.kind == TokenKind::kString) {
    value.bytes = {token.data, token.size};
    return nullptr;
  }
  return token.not_unicode ? kUnicode : unescape(token, scratch, value);
}

bool is_unicode(const Token& token) {
  return (token.kind != TokenKind::kEscapedString && token.kind != TokenKind::kNested) || !token.not_unicode;
}

const char* to_boolean(const Token& token, Value& value) {
  if (token.kind != TokenKind::kTrue && token.kind != TokenKind::kFalse) return kType;
  value.kind = TypeKind::kBoolean;
  value.boolean = token.kind == TokenKind::kTrue;
  return nullptr;
}

[[gnu::noinline]] const char* to_long_integer(const Token& token, std::int64_t& integer) {
  if (token.kind != TokenKind::kLongNumber || token.text().find_first_of(".eE") != std::string_view::npos) return kType;
  const char* const end = token.data + token.size;
  return std::from_chars(token.data, end, integer).ec == std::errc{} ? nullptr : kOverflow;
}

const char* to_integer(const Token& token, std::int64_t& integer) {
  if (token.kind != TokenKind::kNumber) return to_long_integer(token, integer);
  integer = token.unscaled;
  return token.scale == 0 ? nullptr : kType;
}

const char* to_bigint(const Token& token, Value& value) {
  value.kind = TypeKind::kBigint;
  return to_integer(token, value.integer);
}

[[gnu::noinline]] const char* to_long_decimal(const Token& token, const Type& type, Value& value) {
  if (!token.is_number()) return kType;
  const auto decimal = type.precision != 0 ? parse_decimal(token.text(), type.scale) : parse_decimal(token.text());
  if (!decimal || !fits_precision(*decimal, type.precision)) return kOverflow;
  value = *decimal;
  return nullptr;
}

constexpr int kPlainDigits = 18;  // of a kNumber

constexpr auto kSmallPowersOfTen = [] {
  std::array<std::int64_t, kPlainDigits + 1> powers{};
  for (std::size_t i = 0; i < powers.size(); ++i) powers[i] = static_cast<std::int64_t>(kPowersOfTen[i]);
  return powers;
}();

// Values are written where they belong, part by part: a copy right after costs more than the conversion, because the
// processor cannot forward several small stores to one wide load.
const char* to_decimal(const Token& token, const Type& type, Value& value) {
  const int added = type.scale - token.scale;
  if (token.kind != TokenKind::kNumber || type.precision == 0 || added < 0 || added > kPlainDigits) {
    return to_long_decimal(token, type, value);
  }
  const int room = type.precision - added;  // digits left for what the token has
  if (room < kPlainDigits) {
    const auto limit = room < 0 ? 1 : kSmallPowersOfTen[static_cast<std::size_t>(room)];
    if (token.unscaled >= limit || token.unscaled <= -limit) return kOverflow;
  }
  value.kind = TypeKind::kDecimal;
  value.scale = type.scale;
  value.decimal = static_cast<Int128>(token.unscaled) * kSmallPowersOfTen[static_cast<std::size_t>(added)];
  return nullptr;
}

[[gnu::noinline]] const char* to_double(const Token& token, Value& value) {
  if (!token.is_number()) return kType;
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

[[gnu::noinline]] const char* to_millis(const Token& token, TimestampForm form, std::int64_t& millis) {
  if (!token.is_number()) return kType;
  const auto number = token.kind == TokenKind::kNumber ? Value::of_decimal(token.unscaled, token.scale)
                                                       : parse_decimal(token.text()).value_or(Value::null());
  const auto floored = number.is_null() ? std::nullopt : floor_scaled(number, exponent_of(form));
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  if (!floored || *floored < -kMax || *floored > kMax) return kOverflow;
  millis = static_cast<std::int64_t>(*floored);
  return nullptr;
}

// Encoders escape the '+' of a time zone.
[[gnu::noinline]] std::optional<std::int64_t> parse_escaped_time(const Token& token, std::string& scratch) {
  if (token.not_unicode) return std::nullopt;
  const auto from = scratch.size();
  append_unescaped(scratch, token.text());
  const auto parsed = parse_iso_time(std::string_view(scratch).substr(from));
  scratch.resize(from);
  return parsed;
}

[[gnu::noinline]] const char* read_time(const Token& token, TimestampForm form, std::string& scratch,
                                        std::int64_t& millis) {
  if (form != TimestampForm::kAuto) return to_millis(token, form, millis);
  if (!token.is_string()) return to_long_integer(token, millis);
  const bool plain = token.kind == TokenKind::kString;
  const auto parsed = plain ? parse_iso_time(token.text()) : parse_escaped_time(token, scratch);
  if (!parsed) return kType;
  millis = *parsed;
  return nullptr;
}

const char* to_timestamp(const Token& token, TimestampForm form, std::string& scratch, Value& value) {
  std::int64_t millis = token.unscaled;
  const bool plain = token.kind == TokenKind::kNumber && form == TimestampForm::kAuto && token.scale == 0;
  const char* const reason = plain ? nullptr : read_time(token, form, scratch, millis);
  if (reason != nullptr) return reason;
  if (millis < kFirstMillis || millis > kLastMillis) return kOverflow;
  value.kind = TypeKind::kTimestamp;
  value.integer = millis;
  return nullptr;
}

}  // namespace

const char* to_value(const Token& token, const ColumnSpec& column, std::string& scratch, Value& value) {
  if (token.kind == TokenKind::kNone || token.kind == TokenKind::kNull) {
    value.kind = TypeKind::kNull;
    return nullptr;
  }
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
      return to_timestamp(token, column.timestamp, scratch, value);
    case TypeKind::kJsonb:
      if (!is_unicode(token)) return kUnicode;
      value.kind = TypeKind::kJsonb;
      value.bytes = {token.raw().data(), token.raw().size()};
      return nullptr;
  }
  return kType;
}

}  // namespace millrace::json
