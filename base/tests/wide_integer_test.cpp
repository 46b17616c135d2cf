#include "base/wide_integer.h"

#include <gtest/gtest.h>

#include "base/tests/wide_numbers.h"

namespace millrace {
namespace {

const Big kModulus = Big{1} << 256;

RC_GTEST_PROP(WideInteger, MultipliesAsBoostDoes, ()) {
  const auto a = any_uint128(), b = any_uint128();
  RC_ASSERT(big(multiply(a, b)) == big(a) * big(b));
}

RC_GTEST_PROP(WideInteger, MultipliesModulo2To256, ()) {
  const Uint256 a{any_uint128(), any_uint128()};
  const auto b = any_uint128();
  RC_ASSERT(big(multiply(a, b)) == big(a) * big(b) % kModulus);
}

RC_GTEST_PROP(WideInteger, DividesAsBoostDoes, ()) {
  const Uint256 a{any_uint128(), any_uint128()};
  const auto b = any_uint128();
  RC_PRE(b != 0);
  const auto [quotient, remainder] = divide(a, b);
  RC_ASSERT(big(quotient) == big(a) / big(b));
  RC_ASSERT(big(remainder) == big(a) % big(b));
}

RC_GTEST_PROP(WideInteger, DividesProductsBackExactly, ()) {
  const auto a = any_uint128(), b = any_uint128();
  RC_PRE(b != 0);
  RC_ASSERT(divide(multiply(a, b), b).quotient == (Uint256{a, 0}));
  RC_ASSERT(divide(multiply(a, b), b).remainder == 0);
}

TEST(WideInteger, CorrectsAnEstimatedDigitThatIsTooLarge) {
  // Divisor's second half all ones, dividend just below a multiple: the first estimate is two too large.
  const Uint128 divisor = (Uint128{1} << 127) | ~std::uint64_t{0};
  const Uint256 dividend{~Uint128{0}, divisor - 1};
  const auto [quotient, remainder] = divide(dividend, divisor);
  EXPECT_EQ(big(quotient), big(dividend) / big(divisor));
  EXPECT_EQ(big(remainder), big(dividend) % big(divisor));
}

RC_GTEST_PROP(WideInteger, NegatesToZeroSum, ()) {
  const Uint256 a{any_uint128(), any_uint128()};
  RC_ASSERT((big(negate(a)) + big(a)) % kModulus == 0);
}

RC_GTEST_PROP(WideInteger, CountsDecimalDigits, ()) {
  const Uint256 a{any_uint128(), any_uint128()};
  RC_ASSERT(count_digits(a) == static_cast<int>(big(a) == 0 ? 0 : big(a).str().size()));
}

TEST(WideInteger, CountsDigitsAtEveryPowerOfTen) {
  EXPECT_EQ(count_digits(Uint128{0}), 0);
  for (int i = 0; i < 39; ++i) {
    const auto power = kPowersOfTen[static_cast<std::size_t>(i)];
    EXPECT_EQ(count_digits(power), i + 1);
    EXPECT_EQ(count_digits(power - 1), i);
    EXPECT_EQ(count_digits(multiply(power, kPowersOfTen[38])), i + 39);
  }
}

}  // namespace
}  // namespace millrace
