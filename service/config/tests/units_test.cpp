#include "service/config/units.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace millrace {
namespace {

using testing::HasSubstr;

TEST(Durations, AreWholeNumbersWithAUnit) {
  EXPECT_EQ(parse_duration("0s"), Millis{0});
  EXPECT_EQ(parse_duration("500ms"), Millis{500});
  EXPECT_EQ(parse_duration("5s"), Millis{5000});
  EXPECT_EQ(parse_duration("2m"), Millis{120'000});
  EXPECT_EQ(parse_duration("1h"), Millis{3'600'000});
  EXPECT_EQ(parse_duration("7d"), Millis{604'800'000});
}

TEST(Durations, RefuseBareNumbersWithTheSpellingToUse) {
  EXPECT_THAT(parse_duration("10").error(), HasSubstr("write 10ms or 10s"));
}

struct MisspeltUnit {
  const char* written;
  const char* hint;
};

TEST(Durations, SayWhatToWriteInstead) {
  for (const MisspeltUnit& each : std::initializer_list<MisspeltUnit>{{"5 s", "write 5s"},
                                                                      {"5S", "write 5s"},
                                                                      {"30sec", "write 30s"},
                                                                      {"30 seconds", "write 30s"},
                                                                      {"2Minutes", "write 2m"},
                                                                      {"1hr", "write 1h"},
                                                                      {"3days", "write 3d"},
                                                                      {"1.5s", "smaller unit"},
                                                                      {"5q", "ms, s, m, h, d"},
                                                                      {"5kB", "ms, s, m, h, d"},
                                                                      {"1s2", "ms, s, m, h, d"},
                                                                      {"", "whole number"},
                                                                      {"s", "whole number"},
                                                                      {"-5s", "whole number"},
                                                                      {"+5s", "whole number"},
                                                                      {" 5s", "whole number"},
                                                                      {"soon", "whole number"}}) {
    const auto duration = parse_duration(each.written);
    ASSERT_FALSE(duration) << each.written;
    EXPECT_THAT(duration.error(), HasSubstr(each.hint)) << each.written;
  }
}

TEST(Durations, RefuseWhatDoesNotFit) {
  EXPECT_THAT(parse_duration("99999999999999999999s").error(), HasSubstr("too large"));
  EXPECT_THAT(parse_duration("9999999999999999d").error(), HasSubstr("too large"));
}

TEST(Sizes, KnowBothFamiliesOfUnits) {
  EXPECT_EQ(parse_size("12B"), 12U);
  EXPECT_EQ(parse_size("1kB"), 1000U);
  EXPECT_EQ(parse_size("1KiB"), 1024U);
  EXPECT_EQ(parse_size("5MB"), 5'000'000U);
  EXPECT_EQ(parse_size("5MiB"), 5U << 20);
  EXPECT_EQ(parse_size("1GB"), 1'000'000'000U);
  EXPECT_EQ(parse_size("1GiB"), 1ULL << 30);
  EXPECT_EQ(parse_size("2TB"), 2'000'000'000'000U);
  EXPECT_EQ(parse_size("2TiB"), 2ULL << 40);
}

TEST(Sizes, SayWhatToWriteInstead) {
  EXPECT_THAT(parse_size("1024").error(), HasSubstr("write 1024B or 1024MiB"));
  EXPECT_THAT(parse_size("1g").error(), HasSubstr("write 1GiB"));
  EXPECT_THAT(parse_size("1gb").error(), HasSubstr("write 1GiB"));
  EXPECT_THAT(parse_size("64 mib").error(), HasSubstr("write 64MiB"));
  EXPECT_THAT(parse_size("1kb").error(), HasSubstr("write 1KiB"));
  EXPECT_THAT(parse_size("1s").error(), HasSubstr("units are B, kB, KiB"));
  EXPECT_THAT(parse_size("99999999TiB").error(), HasSubstr("too large"));
}

TEST(Counts, AreDigitsOnly) {
  EXPECT_EQ(parse_count("0"), 0U);
  EXPECT_EQ(parse_count("1024"), 1024U);
  for (const char* text : {"", "-1", "+1", "1.0", "1e3", "0x10", "1_000", " 1", "1 ", "99999999999999999999"}) {
    EXPECT_FALSE(parse_count(text)) << text;
  }
}

RC_GTEST_PROP(UnitsProperty, ReadBackWhatTheyFormat, ()) {
  const auto value = *rc::gen::inRange<std::uint64_t>(0, 1ULL << 50);
  RC_ASSERT(parse_size(format_size(value)).value() == value);
  const Millis duration{static_cast<std::int64_t>(value)};
  RC_ASSERT(parse_duration(format_duration(duration)).value() == duration);
}

TEST(Units, FormatInTheLargestExactUnit) {
  EXPECT_EQ(format_duration(Millis{90'000}), "90s");
  EXPECT_EQ(format_duration(Millis{300'000}), "5m");
  EXPECT_EQ(format_duration(Millis{0}), "0s");
  EXPECT_EQ(format_size(64ULL << 20), "64MiB");
}

}  // namespace
}  // namespace millrace
