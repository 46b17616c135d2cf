// The few 256-bit operations that exact decimals need. Unsigned, no heap, no state; any thread.
#pragma once

#include <array>
#include <cstdint>

namespace millrace {

using Uint128 = unsigned __int128;

struct Uint256 {
  Uint128 low = 0;
  Uint128 high = 0;
  friend bool operator==(const Uint256&, const Uint256&) = default;
};

inline constexpr auto kPowersOfTen = [] {
  std::array<Uint128, 39> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

constexpr std::uint64_t low_half(Uint128 value) { return static_cast<std::uint64_t>(value); }
constexpr std::uint64_t high_half(Uint128 value) { return static_cast<std::uint64_t>(value >> 64); }

constexpr Uint256 negate(const Uint256& value) {
  return {-value.low, ~value.high + static_cast<Uint128>(value.low == 0)};
}

// The full product of two 128-bit numbers.
Uint256 multiply(Uint128 a, Uint128 b);
// Modulo 2^256.
Uint256 multiply(const Uint256& a, Uint128 b);

struct Quotient256 {
  Uint256 quotient;
  Uint128 remainder;
};
// The divisor must not be zero.
Quotient256 divide(const Uint256& dividend, Uint128 divisor);

// How many decimal digits; 0 for zero.
int count_digits(Uint128 value);
int count_digits(const Uint256& value);

}  // namespace millrace
