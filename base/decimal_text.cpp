// Decimals from and to text.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "base/decimal.h"
#include "base/digits.h"
#include "base/wide_integer.h"

namespace millrace {
namespace {

constexpr bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

std::string_view take_digits(const char*& at, const char* end) {
  const char* from = at;
  while (at != end && is_digit(*at)) ++at;
  return {from, at};
}

// "12.5e3" taken apart; both digit strings may be empty, not both at once.
struct Number {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  int exponent = 0;  // no further from zero than kFar

  std::size_t size() const { return whole.size() + fraction.size(); }
  char operator[](std::size_t i) const { return i < whole.size() ? whole[i] : fraction[i - whole.size()]; }
};

constexpr int kFar = 1 << 24;

bool take_exponent(const char*& at, const char* end, int& exponent) {
  const bool negative = at != end && *at == '-';
  if (at != end && (*at == '-' || *at == '+')) ++at;
  const auto digits = take_digits(at, end);
  for (const char c : digits) exponent = std::min(exponent * 10 + (c - '0'), kFar);
  if (negative) exponent = -exponent;
  return !digits.empty();
}

std::optional<Number> take_apart(std::string_view text) {
  Number number;
  const char* at = text.data();
  const char* const end = at + text.size();
  number.negative = at != end && *at == '-';
  if (at != end && (*at == '-' || *at == '+')) ++at;
  number.whole = take_digits(at, end);
  if (at != end && *at == '.') number.fraction = take_digits(++at, end);
  if (number.size() == 0) return std::nullopt;
  if (at != end && (*at == 'e' || *at == 'E') && !take_exponent(++at, end, number.exponent)) return std::nullopt;
  if (at != end) return std::nullopt;
  return number;
}

// No more than kFar digits are looked at as such: longer texts are no numbers of ours.
std::optional<Value> assemble(const Number& number, std::optional<std::uint8_t> wanted_scale) {
  if (number.size() > kFar) return std::nullopt;
  const int natural_scale = static_cast<int>(number.fraction.size()) - number.exponent;
  const int scale = wanted_scale ? *wanted_scale : std::max(natural_scale, 0);
  if (scale > kMaxDecimalDigits) return std::nullopt;
  std::size_t first = 0;
  while (first < number.size() && number[first] == '0') ++first;
  const int digits = static_cast<int>(number.size() - first);
  const int kept = digits + scale - natural_scale;  // digits of the result; negative: far below half a unit
  if (digits == 0 || kept < 0) return Value::of_decimal(0, static_cast<std::uint8_t>(scale));
  if (kept > kMaxDecimalDigits) return std::nullopt;

  Uint128 unscaled = 0;
  for (int i = 0; i < std::min(kept, digits); ++i) {
    unscaled = unscaled * 10 + static_cast<unsigned>(number[first + static_cast<std::size_t>(i)] - '0');
  }
  if (kept > digits) unscaled *= kPowersOfTen[static_cast<std::size_t>(kept - digits)];
  if (kept < digits && number[first + static_cast<std::size_t>(kept)] >= '5') ++unscaled;
  if (unscaled >= kPowersOfTen[kMaxDecimalDigits]) return std::nullopt;
  const auto value = static_cast<Int128>(unscaled);
  return Value::of_decimal(number.negative ? -value : value, static_cast<std::uint8_t>(scale));
}

std::optional<Value> parse_any(std::string_view text, std::optional<std::uint8_t> scale) {
  const auto number = take_apart(text);
  return number ? assemble(*number, scale) : std::nullopt;
}

// Plain numbers of up to 18 digits: nearly all there are.
std::optional<Value> parse_plain(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool negative = at != end && *at == '-';
  if (negative) ++at;
  if (end - at > 19) return std::nullopt;
  std::uint64_t unscaled = 0;
  const char* const whole = at;
  for (; at != end && is_digit(*at); ++at) unscaled = unscaled * 10 + static_cast<unsigned>(*at - '0');
  auto digits = at - whole;
  std::uint8_t scale = 0;
  if (at != end && *at == '.') {
    const char* const fraction = ++at;
    for (; at != end && is_digit(*at); ++at) unscaled = unscaled * 10 + static_cast<unsigned>(*at - '0');
    scale = static_cast<std::uint8_t>(at - fraction);
    digits += scale;
  }
  if (at != end || digits == 0 || digits > 18) return std::nullopt;
  const auto value = static_cast<std::int64_t>(unscaled);
  return Value::of_decimal(negative ? -value : value, scale);
}

constexpr int kChunkDigits = 19;  // as many as surely fit 64 bits

char* write_whole(char* out, Uint128 value) {
  if (high_half(value) == 0) return write_unsigned(out, low_half(value));
  constexpr Uint128 kChunk = kPowersOfTen[kChunkDigits];
  return write_padded(write_whole(out, value / kChunk), low_half(value % kChunk), kChunkDigits);
}

char* write_fraction(char* out, Uint128 value, int digits) {
  if (digits <= kChunkDigits) return write_padded(out, low_half(value), digits);
  constexpr Uint128 kChunk = kPowersOfTen[kChunkDigits];
  out = write_padded(out, low_half(value / kChunk), digits - kChunkDigits);
  return write_padded(out, low_half(value % kChunk), kChunkDigits);
}

constexpr std::int64_t kExactInDouble = std::int64_t{1} << 53;

}  // namespace

std::optional<Value> parse_decimal(std::string_view text) {
  if (const auto plain = parse_plain(text)) return plain;
  return parse_any(text, std::nullopt);
}

std::optional<Value> parse_decimal(std::string_view text, std::uint8_t scale) {
  if (const auto plain = parse_plain(text)) return rescale(*plain, scale);
  return parse_any(text, scale);
}

char* write_decimal(char* out, const Value& decimal) {
  const bool negative = decimal.decimal < 0;
  if (negative) *out++ = '-';
  const Uint128 value = negative ? -static_cast<Uint128>(decimal.decimal) : static_cast<Uint128>(decimal.decimal);
  if (decimal.scale == 0) return write_whole(out, value);
  if (high_half(value) == 0 && decimal.scale <= kChunkDigits) {
    const auto unit = low_half(kPowersOfTen[decimal.scale]);
    out = write_unsigned(out, low_half(value) / unit);
    *out++ = '.';
    return write_padded(out, low_half(value) % unit, decimal.scale);
  }
  const Uint128 unit = kPowersOfTen[decimal.scale];
  out = write_whole(out, value / unit);
  *out++ = '.';
  return write_fraction(out, value % unit, decimal.scale);
}

void append_decimal(std::string& out, const Value& decimal) {
  std::array<char, kMaxDecimalText> text;
  out.append(text.data(), write_decimal(text.data(), decimal));
}

double decimal_to_double(const Value& decimal) {
  // Both exact in a double, so that their quotient is rounded once.
  if (decimal.scale <= 18 && decimal.decimal > -kExactInDouble && decimal.decimal < kExactInDouble) {
    const auto power = static_cast<std::int64_t>(kPowersOfTen[decimal.scale]);
    return static_cast<double>(static_cast<std::int64_t>(decimal.decimal)) / static_cast<double>(power);
  }
  std::array<char, kMaxDecimalText> text;
  const char* const end = write_decimal(text.data(), decimal);
  double value = 0;
  std::from_chars(text.data(), end, value);
  return value;
}

}  // namespace millrace
