#include "base/decimal.h"

#include <algorithm>
#include <limits>

#include "base/wide_integer.h"

namespace millrace {
namespace {

constexpr Uint128 kLimit = kPowersOfTen[kMaxDecimalDigits];  // every unscaled value is below it

Uint128 magnitude(Int128 value) { return value < 0 ? -static_cast<Uint128>(value) : static_cast<Uint128>(value); }

Uint256 magnitude(const Int256& value) {
  const Uint256 bits{value.low, static_cast<Uint128>(value.high)};
  return value.high < 0 ? negate(bits) : bits;
}

// A number of 64 bits times 10^18 still fits 128.
constexpr int kSmallDigits = 18;
bool is_small(Int128 value) { return value == static_cast<std::int64_t>(value); }

std::optional<Value> decimal_from(const Uint256& unscaled, bool negative, int scale) {
  if (unscaled.high != 0 || unscaled.low >= kLimit || scale > kMaxDecimalDigits) return std::nullopt;
  const auto value = static_cast<Int128>(unscaled.low);
  return Value::of_decimal(negative ? -value : value, static_cast<std::uint8_t>(scale));
}

// x / y rounded half away from zero, as PostgreSQL rounds everywhere.
Uint128 divide_rounding(Uint128 x, Uint128 y) {
  if (high_half(x) == 0 && high_half(y) == 0) {
    const auto a = low_half(x), b = low_half(y);
    return Uint128{a / b} + (a % b >= b - a % b);
  }
  return x / y + (x % y >= y - x % y);
}

Uint256 divide_rounding(const Uint256& x, Uint128 y) {
  auto [quotient, remainder] = divide(x, y);
  if (remainder >= y - remainder && ++quotient.low == 0) ++quotient.high;
  return quotient;
}

Uint256 times_power(Uint256 value, int digits) {
  for (; digits > kMaxDecimalDigits; digits -= kMaxDecimalDigits) value = multiply(value, kLimit);
  return multiply(value, kPowersOfTen[static_cast<std::size_t>(digits)]);
}

// How PostgreSQL sees a number: 10000^weight is the value of its first digit to that base.
struct Leading {
  int weight = 0;
  int digit = 0;
};

Leading leading(const Uint256& unscaled, int scale) {
  constexpr int kDecDigits = 4;
  const int digits = count_digits(unscaled);
  if (digits == 0) return {};
  const int exponent = digits - 1 - scale;
  const int weight = exponent >= 0 ? exponent / kDecDigits : -((kDecDigits - 1 - exponent) / kDecDigits);
  int dropped = scale + kDecDigits * weight;
  Uint256 first = unscaled;
  if (dropped < 0) return {weight, static_cast<int>(first.low * kPowersOfTen[static_cast<std::size_t>(-dropped)])};
  for (; dropped > kMaxDecimalDigits; dropped -= kMaxDecimalDigits) first = divide(first, kLimit).quotient;
  first = divide(first, kPowersOfTen[static_cast<std::size_t>(dropped)]).quotient;
  return {weight, static_cast<int>(first.low)};
}

// select_div_scale of PostgreSQL 15.
int quotient_scale(Leading a, int a_scale, Leading b, int b_scale) {
  constexpr int kMinSignificantDigits = 16;
  constexpr int kMaxDisplayScale = 1000;
  const int weight = a.weight - b.weight - (a.digit <= b.digit ? 1 : 0);
  return std::min(std::max({kMinSignificantDigits - weight * 4, a_scale, b_scale, 0}), kMaxDisplayScale);
}

std::optional<Value> quotient(const Uint256& a, int a_scale, Uint128 b, int b_scale, bool negative) {
  const int scale = quotient_scale(leading(a, a_scale), a_scale, leading({b, 0}, b_scale), b_scale);
  const int digits = scale + b_scale - a_scale;  // the dividend is brought to this many more
  // 77 digits fit 256 bits; with more than that the quotient by 38 digits has more than 38 itself.
  if (scale > kMaxDecimalDigits || count_digits(a) + digits > 77) return std::nullopt;
  return decimal_from(divide_rounding(times_power(a, digits), b), negative, scale);
}

std::optional<Value> add_wide(const Value& a, const Value& b) {
  const auto scale = std::max(a.scale, b.scale);
  const auto at_scale = [scale](const Value& v) {
    return scale_up(widen(v.decimal), static_cast<unsigned>(scale - v.scale));
  };
  return narrow(add(at_scale(a), at_scale(b)), scale);
}

Value negated(Value decimal) {
  decimal.decimal = -decimal.decimal;
  return decimal;
}

}  // namespace

std::optional<Value> rescale(const Value& decimal, std::uint8_t scale) {
  if (scale == decimal.scale) return decimal;
  const Uint128 value = magnitude(decimal.decimal);
  if (scale > decimal.scale) {
    const unsigned digits = scale - decimal.scale;
    if (scale > kMaxDecimalDigits || value >= kPowersOfTen[kMaxDecimalDigits - digits]) return std::nullopt;
    return Value::of_decimal(decimal.decimal * static_cast<Int128>(kPowersOfTen[digits]), scale);
  }
  return decimal_from({divide_rounding(value, kPowersOfTen[decimal.scale - scale]), 0}, decimal.decimal < 0, scale);
}

bool fits_precision(const Value& decimal, std::uint8_t precision) {
  return precision == 0 || precision >= kMaxDecimalDigits || magnitude(decimal.decimal) < kPowersOfTen[precision];
}

Value strip_trailing_zeros(const Value& decimal) {
  Value stripped = decimal;
  while (stripped.scale > 0 && stripped.decimal % 10 == 0) {
    stripped.decimal /= 10;
    --stripped.scale;
  }
  return stripped;
}

Value decimal_of(std::int64_t integer) { return Value::of_decimal(integer, 0); }

int compare_decimals(const Value& a, const Value& b) {
  const auto order = [](const auto& x, const auto& y) { return x < y ? -1 : (y < x ? 1 : 0); };
  if (a.scale == b.scale) return order(a.decimal, b.decimal);
  const auto scale = std::max(a.scale, b.scale);
  if (is_small(a.decimal) && is_small(b.decimal) && scale <= kSmallDigits) {
    const auto at_scale = [scale](const Value& v) {
      return v.decimal * static_cast<Int128>(kPowersOfTen[static_cast<std::size_t>(scale - v.scale)]);
    };
    return order(at_scale(a), at_scale(b));
  }
  const Int256 x = scale_up(widen(a.decimal), static_cast<unsigned>(scale - a.scale));
  const Int256 y = scale_up(widen(b.decimal), static_cast<unsigned>(scale - b.scale));
  return x.high != y.high ? order(x.high, y.high) : order(x.low, y.low);
}

std::optional<Value> add_decimals(const Value& a, const Value& b) {
  if (a.scale != b.scale) return add_wide(a, b);
  Int128 sum = 0;
  if (__builtin_add_overflow(a.decimal, b.decimal, &sum) || magnitude(sum) >= kLimit) return std::nullopt;
  return Value::of_decimal(sum, a.scale);
}

std::optional<Value> subtract_decimals(const Value& a, const Value& b) { return add_decimals(a, negated(b)); }

std::optional<Value> multiply_decimals(const Value& a, const Value& b) {
  const Uint256 product = multiply(magnitude(a.decimal), magnitude(b.decimal));
  return decimal_from(product, (a.decimal < 0) != (b.decimal < 0), a.scale + b.scale);
}

std::optional<Value> divide_decimals(const Value& a, const Value& b) {
  const bool negative = (a.decimal < 0) != (b.decimal < 0);
  return quotient({magnitude(a.decimal), 0}, a.scale, magnitude(b.decimal), b.scale, negative);
}

std::optional<std::int64_t> decimal_to_bigint(const Value& decimal) {
  const auto whole = rescale(decimal, 0);
  if (!whole || whole->decimal < std::numeric_limits<std::int64_t>::min() ||
      whole->decimal > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(whole->decimal);
}

Int256 scale_up(const Int256& value, unsigned digits) {
  const Uint256 product = multiply({value.low, static_cast<Uint128>(value.high)}, kPowersOfTen[digits]);
  return {product.low, static_cast<__int128>(product.high)};
}

std::optional<Value> narrow(const Int256& sum, std::uint8_t scale) {
  return decimal_from(magnitude(sum), sum.high < 0, scale);
}

std::optional<Value> average(const Int256& sum, std::uint8_t scale, std::uint64_t count) {
  return quotient(magnitude(sum), scale, count, 0, sum.high < 0);
}

}  // namespace millrace
