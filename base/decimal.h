// Exact decimals with PostgreSQL's rules: 128-bit unscaled values of at most 38 digits, 256-bit sums.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/digits.h"
#include "base/value.h"

namespace millrace {

inline constexpr int kMaxDecimalDigits = 38;

// All of these take and return decimals (Value::kind == kDecimal) and answer nullopt when the result has more than 38
// digits (or a scale above 38). Pure; any thread.

// "-12.50", "1e3", "1.5E-2", ".5", "5.": what SQL calls a number. nullopt: not a number, or too long.
// Scale: the digits after the point less the exponent, as PostgreSQL's numeric_in has it (1.50e1 is 15.0).
std::optional<Value> parse_decimal(std::string_view text);
// The same at a given scale, rounded once, half away from zero, however many digits the text has.
std::optional<Value> parse_decimal(std::string_view text, std::uint8_t scale);
void append_decimal(std::string& out, const Value& decimal);  // with its scale: 12.50
// The same into a buffer with room for kMaxDecimalText: a sign, 38 digits, "0." and what is overwritten behind the end.
inline constexpr int kMaxDecimalText = kMaxDecimalDigits + 3 + kDigitSlack;
char* write_decimal(char* out, const Value& decimal);
// To another scale, rounding half away from zero as PostgreSQL's numeric does.
std::optional<Value> rescale(const Value& decimal, std::uint8_t scale);
bool fits_precision(const Value& decimal, std::uint8_t precision);  // precision 0: undeclared, all fit
Value strip_trailing_zeros(const Value& decimal);                   // 1.00 -> 1: equal values, equal form
Value decimal_of(std::int64_t integer);                             // scale 0

int compare_decimals(const Value& a, const Value& b);               // by value: 1.0 == 1.00
std::optional<Value> add_decimals(const Value& a, const Value& b);  // scale: the larger
std::optional<Value> subtract_decimals(const Value& a, const Value& b);
std::optional<Value> multiply_decimals(const Value& a, const Value& b);  // scale: the sum
// PostgreSQL's select_div_scale: at least 16 significant digits, at least the larger input scale. b must not be zero.
std::optional<Value> divide_decimals(const Value& a, const Value& b);
std::optional<std::int64_t> decimal_to_bigint(const Value& decimal);  // rounds half away from zero
double decimal_to_double(const Value& decimal);

// A sum that 2^64 decimals of 38 digits cannot overflow. Two's complement; arithmetic is modulo 2^256, so that a sum
// never depends on the order of its parts, not even while it is out of range in between.
struct Int256 {
  unsigned __int128 low = 0;
  __int128 high = 0;
  friend bool operator==(const Int256&, const Int256&) = default;
};
constexpr Int256 widen(Int128 value) { return {static_cast<unsigned __int128>(value), value < 0 ? -1 : 0}; }
constexpr Int256 add(const Int256& a, const Int256& b) {
  const auto low = a.low + b.low;
  const auto high = static_cast<unsigned __int128>(a.high) + static_cast<unsigned __int128>(b.high) + (low < a.low);
  return {low, static_cast<__int128>(high)};
}
Int256 scale_up(const Int256& value, unsigned digits);               // times 10^digits, at most 38
std::optional<Value> narrow(const Int256& sum, std::uint8_t scale);  // to a decimal of at most 38 digits
// sum / count, as PostgreSQL's avg(numeric) gives it; with scale 0 also its avg(bigint). count must not be zero.
std::optional<Value> average(const Int256& sum, std::uint8_t scale, std::uint64_t count);

}  // namespace millrace
