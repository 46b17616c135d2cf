#include <gtest/gtest.h>

#include "base/tests/numeric_text.h"

namespace millrace {
namespace {

TEST(DecimalText, ReadsWhatSqlCallsANumber) {
  EXPECT_EQ(show(dec("-12.50")), "-12.50");
  EXPECT_EQ(show(dec("1e3")), "1000");
  EXPECT_EQ(show(dec("1.5E-2")), "0.015");
  EXPECT_EQ(show(dec("1.50e1")), "15.0");
  EXPECT_EQ(show(dec(".5")), "0.5");
  EXPECT_EQ(show(dec("5.")), "5");
  EXPECT_EQ(show(dec("+7")), "7");
}

TEST(DecimalText, RefusesWhatIsNoNumber) {
  for (const auto* text : {"",   "-",  "+",    ".",   "-.",  "e3",       "1e",    "1e+",   "1.2.3", "1,5",
                           " 1", "1 ", "0x10", "--1", "NaN", "Infinity", "1_000", "1e3.5", "12a",   "\xd9\xa1"}) {
    EXPECT_FALSE(parse_decimal(text)) << text;
    EXPECT_FALSE(parse_decimal(text, 2)) << text;
  }
}

TEST(DecimalText, HasAtMost38DigitsAndScale38) {
  EXPECT_EQ(show(parse_decimal(kNines)), kNines);
  EXPECT_EQ(show(parse_decimal("-" + kNines)), "-" + kNines);
  EXPECT_EQ(show(parse_decimal("000" + kNines)), kNines);
  EXPECT_EQ(show(parse_decimal("0." + kNines)), "0." + kNines);
  EXPECT_EQ(show(parse_decimal("1e37")), "1" + std::string(37, '0'));
  EXPECT_FALSE(parse_decimal("1" + std::string(38, '0')));
  EXPECT_FALSE(parse_decimal("1e38"));
  EXPECT_FALSE(parse_decimal("0.1" + kNines)) << "scale 39";
  EXPECT_FALSE(parse_decimal("1e-39"));
  EXPECT_EQ(show(parse_decimal("1.0e37")), "1" + std::string(37, '0'));
}

TEST(DecimalText, AbsurdExponentsNeitherOverflowNorCostTime) {
  EXPECT_FALSE(parse_decimal("1e999999999999999999999"));
  EXPECT_FALSE(parse_decimal("1e-999999999999999999999"));
  EXPECT_EQ(show(parse_decimal("0e999999999999999999999")), "0");
  EXPECT_EQ(show(parse_decimal("1e-999999999999999999999", 2)), "0.00");
  EXPECT_EQ(show(parse_decimal("1e2147483648", 2)), "none");
}

TEST(DecimalText, RoundsOnceHowManyDigitsThereMayBe) {
  EXPECT_EQ(show(parse_decimal("0.00" + std::string(60, '4') + "9", 2)), "0.00");
  EXPECT_EQ(show(parse_decimal("0.005" + std::string(60, '0'), 2)), "0.01");
  EXPECT_EQ(show(parse_decimal("-0.00499999999999999999999999999999999999999999", 2)), "0.00");
  EXPECT_EQ(show(parse_decimal("-0.005", 2)), "-0.01");
  EXPECT_EQ(show(parse_decimal("0.4" + std::string(50, '9'), 0)), "0") << "not by way of 0.5";
  EXPECT_EQ(show(parse_decimal("50e-1", 0)), "5");
  EXPECT_EQ(show(parse_decimal("5e-1", 0)), "1");
  EXPECT_EQ(show(parse_decimal("5e-2", 0)), "0");
  EXPECT_EQ(show(parse_decimal(kNines + ".4", 0)), kNines);
  EXPECT_EQ(show(parse_decimal(kNines + ".5", 0)), "none") << "10^38";
  EXPECT_EQ(show(parse_decimal("1", 38)), "none");
  EXPECT_EQ(show(parse_decimal("0.1", 38)), "0.1" + std::string(37, '0'));
  EXPECT_EQ(show(parse_decimal("1", 39)), "none");
}

TEST(DecimalText, WritesZerosOnBothSidesOfThePoint) {
  EXPECT_EQ(show(Value::of_decimal(0, 0)), "0");
  EXPECT_EQ(show(Value::of_decimal(0, 3)), "0.000");
  EXPECT_EQ(show(Value::of_decimal(-5, 2)), "-0.05");
  EXPECT_EQ(show(Value::of_decimal(100, 2)), "1.00");
  EXPECT_EQ(show(dec("10000000000000000000")), "10000000000000000000") << "the first number of two parts";
  EXPECT_EQ(show(dec("-10000000000000000000.00000000001")), "-10000000000000000000.00000000001");
  EXPECT_EQ(show(dec("18446744073709551616")), "18446744073709551616");
}

}  // namespace
}  // namespace millrace
