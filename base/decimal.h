// Exact decimals with PostgreSQL's rules: 128-bit unscaled values of at most 38 digits, 256-bit sums.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/value.h"

namespace millrace {

inline constexpr int kMaxDecimalDigits = 38;

// All of these take and return decimals (Value::kind == kDecimal) and answer nullopt when the result has more than 38
// digits (or a scale above 38). Pure; any thread.

// "-12.50", "1e3", "1.5E-2": what JSON and SQL call a number. nullopt: not a number, or too long.
std::optional<Value> parse_decimal(std::string_view text);
void append_decimal(std::string& out, const Value& decimal);  // with its scale: 12.50
// To another scale, rounding half away from zero as PostgreSQL's numeric does.
std::optional<Value> rescale(const Value& decimal, std::uint8_t scale);
bool fits_precision(const Value& decimal, std::uint8_t precision);
Value strip_trailing_zeros(const Value& decimal);  // 1.00 -> 1: equal values, equal form
Value decimal_of(std::int64_t integer);            // scale 0

int compare_decimals(const Value& a, const Value& b);  // by value: 1.0 == 1.00
std::optional<Value> add_decimals(const Value& a, const Value& b);       // scale: the larger
std::optional<Value> subtract_decimals(const Value& a, const Value& b);
std::optional<Value> multiply_decimals(const Value& a, const Value& b);  // scale: the sum
// PostgreSQL's select_div_scale: at least 16 significant digits, at least the larger input scale. b must not be zero.
std::optional<Value> divide_decimals(const Value& a, const Value& b);
std::optional<std::int64_t> decimal_to_bigint(const Value& decimal);     // rounds half away from zero
double decimal_to_double(const Value& decimal);

// A sum that 2^64 decimals of 38 digits cannot overflow.
struct Int256 {
  unsigned __int128 low = 0;
  __int128 high = 0;
  friend bool operator==(const Int256&, const Int256&) = default;
};
Int256 widen(Int128 value);
Int256 add(const Int256& a, const Int256& b);
Int256 scale_up(const Int256& value, unsigned digits);  // times 10^digits
std::optional<Value> narrow(const Int256& sum, std::uint8_t scale);  // to a decimal of at most 38 digits
// sum / count, as PostgreSQL's avg(numeric) gives it.
std::optional<Value> average(const Int256& sum, std::uint8_t scale, std::uint64_t count);

}  // namespace millrace
