#include "integration-tests/oracle/exact.h"

#include <gtest/gtest.h>

namespace millrace::trial {
namespace {

struct Division {
  const char* sum;
  std::uint64_t count;
  const char* average;
};

// What PostgreSQL 15 answers to: SELECT sum::numeric(30,2) / count::numeric
constexpr Division kPostgres[] = {
    {"10.00", 3, "3.3333333333333333"},
    {"1.00", 3, "0.33333333333333333333"},
    {"0.01", 7, "0.00142857142857142857"},
    {"100000.00", 3, "33333.333333333333"},
    {"99999999.99", 7, "14285714.284285714286"},
    {"9999.99", 10000, "0.99999900000000000000"},
    {"10000.00", 9999, "1.0001000100010001"},
    {"-10.00", 3, "-3.3333333333333333"},
    {"0.00", 5, "0.00000000000000000000"},
    {"20000.00", 2, "10000.0000000000000000"},
    {"12345.67", 1, "12345.6700000000000000"},
    {"-0.05", 2, "-0.02500000000000000000"},
    {"123456789012.34", 456789, "270270.932558227103"},
    {"0.01", 100000, "0.000000100000000000000000"},
    {"4999.99", 5000, "0.99999800000000000000"},
};

TEST(Exact, AveragesAsPostgresDoes) {
  for (const auto& [sum, count, expected] : kPostgres) {
    EXPECT_EQ(to_text(average(*parse_exact(sum, 2), count)), expected) << sum << " / " << count;
  }
}

TEST(Exact, KeepsTheScaleOfItsColumn) {
  EXPECT_EQ(to_text(*parse_exact("7", 2)), "7.00");
  EXPECT_EQ(to_text(*parse_exact("-0.5", 2)), "-0.50");
  EXPECT_EQ(to_text(*parse_exact("0", 0)), "0");
  EXPECT_EQ(to_text(*parse_exact("0099.10", 2)), "99.10");
}

TEST(Exact, RefusesWhatIsNoPlainDecimalOfItsScale) {
  for (const char* text : {"", "-", ".", "1e3", "1.234", "1.2.3", "x", "+1", " 1"}) {
    EXPECT_FALSE(parse_exact(text, 2)) << text;
  }
}

}  // namespace
}  // namespace millrace::trial
