#include "base/decimal.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/tests/numeric_text.h"

namespace millrace {
namespace {

constexpr auto kMinBigint = std::numeric_limits<std::int64_t>::min();

TEST(Decimal, RoundsHalfAwayFromZero) {
  EXPECT_EQ(show(rescale(dec("2.5"), 0)), "3");
  EXPECT_EQ(show(rescale(dec("-2.5"), 0)), "-3");
  EXPECT_EQ(show(rescale(dec("2.4999"), 0)), "2");
  EXPECT_EQ(show(rescale(dec("99.995"), 2)), "100.00");
  EXPECT_EQ(show(rescale(dec("0." + kNines), 0)), "1");
  EXPECT_EQ(show(rescale(dec("1"), 37)), "1." + std::string(37, '0'));
  EXPECT_EQ(show(rescale(dec("1"), 38)), "none");
  EXPECT_EQ(show(rescale(dec("0"), 38)), "0." + std::string(38, '0'));
  EXPECT_EQ(show(rescale(dec("0"), 39)), "none");
}

TEST(Decimal, FitsItsDeclaredPrecisionOrNot) {
  EXPECT_TRUE(fits_precision(dec("9999999999.99"), 12));
  EXPECT_FALSE(fits_precision(dec("10000000000.00"), 12));
  EXPECT_TRUE(fits_precision(dec("-0.99"), 2));
  EXPECT_FALSE(fits_precision(dec("-1.00"), 2));
  EXPECT_TRUE(fits_precision(dec(kNines), 38));
  EXPECT_TRUE(fits_precision(dec(kNines), 0)) << "an undeclared precision holds all";
}

TEST(Decimal, ComparesByValueNotByScale) {
  EXPECT_EQ(compare_decimals(dec("1.0"), dec("1.00")), 0);
  EXPECT_LT(compare_decimals(dec("-" + kNines), dec("-0." + kNines)), 0);
  EXPECT_GT(compare_decimals(dec(kNines), dec("0." + kNines)), 0);
  EXPECT_LT(compare_decimals(dec("1"), dec("1.0000000000000000000000000000000000001")), 0);
  EXPECT_GT(compare_decimals(dec("-1"), dec("-1.0000000000000000000000000000000000001")), 0);
}

TEST(Decimal, EqualValuesHaveOneStrippedForm) {
  EXPECT_EQ(show(strip_trailing_zeros(dec("1.00"))), "1");
  EXPECT_EQ(show(strip_trailing_zeros(dec("100"))), "100");
  EXPECT_EQ(show(strip_trailing_zeros(dec("-1.2300"))), "-1.23");
  EXPECT_EQ(show(strip_trailing_zeros(dec("0.000"))), "0");
  EXPECT_EQ(show(strip_trailing_zeros(dec("10000000000000000000000.000000"))), "10000000000000000000000");
}

TEST(Decimal, AnswersNothingBeyond38Digits) {
  EXPECT_EQ(show(add_decimals(dec(kNines), dec("1"))), "none");
  EXPECT_EQ(show(add_decimals(dec(kNines), dec(kNines))), "none");
  EXPECT_EQ(show(subtract_decimals(dec("-" + kNines), dec("1"))), "none");
  EXPECT_EQ(show(add_decimals(dec(kNines), dec("0.1"))), "none");
  EXPECT_EQ(show(add_decimals(dec("10000000000000000000000000000000000001"), dec("-0.9"))), "none")
      << "38 whole digits leave no room for a fraction";
  EXPECT_EQ(show(add_decimals(dec("10000000000000000000000000000000000000"), dec("-0.9"))),
            "9999999999999999999999999999999999999.1")
      << "only the sum fits";
  EXPECT_EQ(show(multiply_decimals(dec("10000000000000000000"), dec("10000000000000000000"))), "none");
  EXPECT_EQ(show(multiply_decimals(dec("9999999999999999999"), dec("10000000000000000000"))),
            "99999999999999999990000000000000000000");
  EXPECT_EQ(show(multiply_decimals(dec("0.00000000000000000000"), dec("0.0000000000000000000"))), "none") << "scale 39";
  EXPECT_EQ(show(divide_decimals(dec(kNines), dec("0.01"))), "none");
  EXPECT_EQ(show(divide_decimals(dec("0.01"), dec("100000000000000000000"))), "none") << "PostgreSQL gives scale 44";
}

TEST(Decimal, BecomesABigintByRoundingIfItFits) {
  EXPECT_EQ(decimal_to_bigint(dec("2.5")), 3);
  EXPECT_EQ(decimal_to_bigint(dec("-2.5")), -3);
  EXPECT_EQ(decimal_to_bigint(dec("9223372036854775807.4")), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(decimal_to_bigint(dec("9223372036854775807.5")), std::nullopt);
  EXPECT_EQ(decimal_to_bigint(dec("-9223372036854775808.4")), kMinBigint);
  EXPECT_EQ(decimal_to_bigint(dec("-9223372036854775808.5")), std::nullopt);
  EXPECT_EQ(show(decimal_of(kMinBigint)), "-9223372036854775808");
}

TEST(Int256, HoldsSumsThatNoDecimalCan) {
  Int256 sum;
  for (int i = 0; i < 1000; ++i) sum = add(sum, widen(dec(kNines).decimal));
  EXPECT_EQ(show(narrow(sum, 2)), "none");
  EXPECT_EQ(show(average(sum, 2, 1000)), kNines.substr(2) + ".99");
  EXPECT_EQ(show(average(sum, 2, 1)), "none");
  for (int i = 0; i < 999; ++i) sum = add(sum, widen(-dec(kNines).decimal));
  EXPECT_EQ(show(narrow(sum, 2)), kNines.substr(2) + ".99");
  EXPECT_EQ(show(narrow(sum, 39)), "none");
}

TEST(Int256, AveragesOfTheLargestBigintsAreExact) {
  const auto total = scale_up(widen(kMinBigint), 3);  // a thousand of them
  EXPECT_EQ(show(average(total, 0, 1000)), "-9223372036854775808");
  EXPECT_EQ(show(average(widen(0), 0, 5)), "0.00000000000000000000");
  EXPECT_EQ(show(average(widen(1), 0, std::numeric_limits<std::uint64_t>::max())),
            "0.000000000000000000054210108624275222")
      << "PostgreSQL's 1/18446744073709551615::numeric";
}

}  // namespace
}  // namespace millrace
