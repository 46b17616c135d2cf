#include "base/digits.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <string>

namespace millrace {
namespace {

constexpr int kRoom = 20 + kDigitSlack;

std::string integer(std::int64_t value) {
  std::string text(kRoom, '#');
  text.resize(static_cast<std::size_t>(write_integer(text.data(), value) - text.data()));
  return text;
}

std::string unsigned_integer(std::uint64_t value) {
  std::string text(kRoom, '#');
  text.resize(static_cast<std::size_t>(write_unsigned(text.data(), value) - text.data()));
  return text;
}

std::string padded(std::uint64_t value, int digits) {
  std::string text(static_cast<std::size_t>(digits + kDigitSlack), '#');
  text.resize(static_cast<std::size_t>(write_padded(text.data(), value, digits) - text.data()));
  return text;
}

TEST(Digits, AreWrittenForEveryLength) {
  EXPECT_EQ(unsigned_integer(0), "0");
  std::uint64_t power = 1;
  for (int digits = 1; digits <= 19; ++digits, power *= 10) {
    EXPECT_EQ(unsigned_integer(power), std::to_string(power));
    EXPECT_EQ(unsigned_integer(power - 1), std::to_string(power - 1));
    EXPECT_EQ(unsigned_integer(power * 9 + 8), std::to_string(power * 9 + 8));
  }
  EXPECT_EQ(unsigned_integer(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
}

TEST(Digits, HaveAMinusForNegativeIntegers) {
  EXPECT_EQ(integer(-1), "-1");
  EXPECT_EQ(integer(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(integer(std::numeric_limits<std::int64_t>::max()), "9223372036854775807");
}

TEST(Digits, ArePaddedWithZeros) {
  for (int digits = 1; digits <= 19; ++digits) {
    EXPECT_EQ(padded(7, digits), std::string(static_cast<std::size_t>(digits - 1), '0') + "7");
    EXPECT_EQ(padded(0, digits), std::string(static_cast<std::size_t>(digits), '0'));
  }
  EXPECT_EQ(padded(9'999'999'999'999'999'999U, 19), "9999999999999999999");
}

// The multiplications that stand for divisions, on all their inputs: four digits at a time.
TEST(Digits, OfAllGroupsOfFourAreRight) {
  for (std::uint64_t four = 0; four < 10'000; ++four) {
    const auto text = padded(four, 4);
    ASSERT_EQ(std::stoull(text), four);
    ASSERT_EQ(padded(four * 10'000 + (9'999 - four), 8), text + padded(9'999 - four, 4));
  }
}

RC_GTEST_PROP(Digits, AreThoseOfTheStandardLibrary, ()) {
  const auto value = *rc::gen::arbitrary<std::int64_t>() >> *rc::gen::inRange(0, 64);
  RC_ASSERT(integer(value) == std::to_string(value));
}

}  // namespace
}  // namespace millrace
