#include "base/wide_integer.h"

#include <algorithm>
#include <bit>

namespace millrace {
namespace {

constexpr Uint128 join(std::uint64_t high, std::uint64_t low) { return static_cast<Uint128>(high) << 64 | low; }

// One digit of a division in base 2^64 (Knuth's algorithm D with a divisor of two digits, the top bit of which is set).
// remainder < divisor; afterwards it is that of (remainder, next) by the divisor.
std::uint64_t divide_step(Uint128& remainder, std::uint64_t next, Uint128 divisor) {
  const auto d1 = high_half(divisor);
  const auto d0 = low_half(divisor);
  const auto r1 = high_half(remainder);
  std::uint64_t digit = r1 >= d1 ? ~std::uint64_t{0} : low_half(remainder / d1);
  Uint128 rest = remainder - static_cast<Uint128>(digit) * d1;
  while (high_half(rest) == 0 && static_cast<Uint128>(digit) * d0 > join(low_half(rest), next)) {
    --digit;
    rest += d1;
  }
  remainder = join(low_half(remainder), next) - digit * divisor;
  return digit;
}

Quotient256 divide_by_word(const Uint256& dividend, std::uint64_t divisor) {
  const std::array limbs = {high_half(dividend.high), low_half(dividend.high), high_half(dividend.low),
                            low_half(dividend.low)};
  std::array<std::uint64_t, 4> digits{};
  std::uint64_t remainder = 0;
  for (std::size_t i = 0; i < limbs.size(); ++i) {
    const Uint128 part = join(remainder, limbs[i]);
    digits[i] = low_half(part / divisor);
    remainder = low_half(part % divisor);
  }
  return {{join(digits[2], digits[3]), join(digits[0], digits[1])}, remainder};
}

}  // namespace

Uint256 multiply(Uint128 a, Uint128 b) {
  const Uint128 low = static_cast<Uint128>(low_half(a)) * low_half(b);
  const Uint128 left = static_cast<Uint128>(high_half(a)) * low_half(b);
  const Uint128 right = static_cast<Uint128>(low_half(a)) * high_half(b);
  const Uint128 high = static_cast<Uint128>(high_half(a)) * high_half(b);
  const Uint128 middle = static_cast<Uint128>(high_half(low)) + low_half(left) + low_half(right);
  return {join(low_half(middle), low_half(low)), high + high_half(left) + high_half(right) + high_half(middle)};
}

Uint256 multiply(const Uint256& a, Uint128 b) {
  Uint256 product = multiply(a.low, b);
  product.high += a.high * b;
  return product;
}

Quotient256 divide(const Uint256& dividend, Uint128 divisor) {
  if (dividend.high == 0) return {{dividend.low / divisor, 0}, dividend.low % divisor};
  if (high_half(divisor) == 0) return divide_by_word(dividend, low_half(divisor));

  // Both are shifted up until the divisor's top bit is set; the dividend then has five limbs, the first two of which
  // are below the divisor.
  const int shift = std::countl_zero(high_half(divisor));
  const auto limb = [shift](std::uint64_t word, std::uint64_t below) {
    return shift == 0 ? word : word << shift | below >> (64 - shift);
  };
  const auto l3 = high_half(dividend.high), l2 = low_half(dividend.high);
  const auto l1 = high_half(dividend.low), l0 = low_half(dividend.low);
  const Uint128 scaled = divisor << shift;
  Uint128 remainder = join(limb(0, l3), limb(l3, l2));
  const auto q2 = divide_step(remainder, limb(l2, l1), scaled);
  const auto q1 = divide_step(remainder, limb(l1, l0), scaled);
  const auto q0 = divide_step(remainder, limb(l0, 0), scaled);
  return {{join(q1, q0), q2}, remainder >> shift};
}

int count_digits(Uint128 value) {
  return static_cast<int>(std::ranges::upper_bound(kPowersOfTen, value) - kPowersOfTen.begin());
}

int count_digits(const Uint256& value) {
  constexpr int kStep = 38;
  if (value.high == 0 && value.low < kPowersOfTen[kStep]) return count_digits(value.low);
  const Uint256 above = divide(value, kPowersOfTen[kStep]).quotient;
  return kStep + (above.high == 0 ? count_digits(above.low) : count_digits(above));
}

}  // namespace millrace
