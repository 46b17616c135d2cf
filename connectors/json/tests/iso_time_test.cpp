#include "connectors/json/iso_time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "connectors/json/tests/decoding.h"

namespace millrace {
namespace {

constexpr std::int64_t kNoon = 1'767'357'296'000;  // 2026-01-02T12:34:56Z

std::string written(std::int64_t millis) {
  std::array<char, json::kMaxIsoTime> text;
  return {text.data(), json::write_iso_time(text.data(), millis)};
}

TEST(IsoTime, ReadsTheFormsThatProducersWrite) {
  for (const auto* text : {"2026-01-02T12:34:56Z", "2026-01-02 12:34:56", "2026-01-02t12:34:56z", "2026-01-02T12:34:56",
                           "2026-01-02T12:34:56.000Z", "2026-01-02T12:34:56+00:00", "2026-01-02T13:34:56+01:00",
                           "2026-01-02T13:34:56+0100", "2026-01-02T13:34:56+01", "2026-01-02T07:04:56-05:30",
                           "2026-01-03T04:33:56+15:59"}) {
    EXPECT_EQ(json::parse_iso_time(text), kNoon) << text;
  }
  EXPECT_EQ(json::parse_iso_time("2026-01-02T12:34Z"), kNoon - 56'000);
  EXPECT_EQ(json::parse_iso_time("2026-01-02"), kNoon - (12 * 3600 + 34 * 60 + 56) * 1000);
  EXPECT_EQ(json::parse_iso_time("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(json::parse_iso_time("1969-12-31T23:59:59.999Z"), -1);
}

TEST(IsoTime, CutsFractionsToMilliseconds) {
  EXPECT_EQ(json::parse_iso_time("2026-01-02T12:34:56.7Z"), kNoon + 700);
  EXPECT_EQ(json::parse_iso_time("2026-01-02T12:34:56.78+00:00"), kNoon + 780);
  EXPECT_EQ(json::parse_iso_time("2026-01-02T12:34:56,789"), kNoon + 789);
  EXPECT_EQ(json::parse_iso_time("2026-01-02T12:34:56.9999999999999Z"), kNoon + 999) << "not into the next second";
  EXPECT_EQ(json::parse_iso_time("1969-12-31T23:59:59.9999Z"), -1);
}

TEST(IsoTime, KnowsLeapYearsAndLeapSeconds) {
  EXPECT_TRUE(json::parse_iso_time("2024-02-29"));
  EXPECT_TRUE(json::parse_iso_time("2000-02-29"));
  EXPECT_FALSE(json::parse_iso_time("2026-02-29"));
  EXPECT_FALSE(json::parse_iso_time("1900-02-29"));
  EXPECT_EQ(json::parse_iso_time("2016-12-31T23:59:60Z"), json::parse_iso_time("2017-01-01T00:00:00Z"));
}

TEST(IsoTime, RefusesWhatIsNoTime) {
  for (const auto* text : {"",
                           "now",
                           "2026",
                           "2026-1-2",
                           "2026-01",
                           "2026-13-01",
                           "2026-00-01",
                           "2026-01-32",
                           "2026-01-00",
                           "2026-04-31",
                           "2026-01-02T",
                           "2026-01-02T12",
                           "2026-01-02T24:00:00",
                           "2026-01-02T12:60:00",
                           "2026-01-02T12:34:61",
                           "2026-01-02T12:34:56.",
                           "2026-01-02T12:34:56.Z",
                           "2026-01-02T12:34:56 Z",
                           "2026-01-02T12:34:56Zx",
                           "2026-01-02T12:34:56+",
                           "2026-01-02T12:34:56+1",
                           "2026-01-02T12:34:56+01:",
                           "2026-01-02T12:34:56+16:00",
                           "2026-01-02T12:34:56+01:60",
                           "2026-01-02Z",
                           "2026/01/02",
                           "02-01-2026",
                           "20260102T123456Z",
                           "0000-01-01",
                           "+2026-01-02",
                           "-026-01-02",
                           "12026-01-02",
                           "2026-01-02T12:34:5",
                           "2026-01-02  12:34:56",
                           "\xd9\xa1"}) {
    EXPECT_FALSE(json::parse_iso_time(text)) << text;
  }
  EXPECT_FALSE(json::parse_iso_time({"2026-01-02\0", 11}));
}

TEST(IsoTime, WritesMilliseconds) {
  EXPECT_EQ(written(1'767'323'045'678), "2026-01-02T03:04:05.678Z");
  EXPECT_EQ(written(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(written(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(written(json::kFirstMillis), "0001-01-01T00:00:00.000Z");
  EXPECT_EQ(written(json::kLastMillis), "9999-12-31T23:59:59.999Z");
}

TEST(IsoTime, WritesYearsBeyondFourDigitsWithASign) {
  EXPECT_EQ(written(json::kLastMillis + 1), "+010000-01-01T00:00:00.000Z");
  EXPECT_EQ(written(json::kFirstMillis - 1), "0000-12-31T23:59:59.999Z");
  EXPECT_EQ(written(json::kFirstMillis - 366 * 86'400'000LL - 1), "-000001-12-31T23:59:59.999Z");
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::max()), "+292278994-08-17T07:12:55.807Z");
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min()), "-292275055-05-16T16:47:04.192Z");
}

RC_GTEST_PROP(IsoTime, ReadsBackWhatItWrites, ()) {
  const auto millis = *rc::gen::inRange(json::kFirstMillis, json::kLastMillis + 1);
  RC_ASSERT(json::parse_iso_time(written(millis)) == millis);
}

std::string as(TimestampForm form, const std::string& json) {
  return decoded({column("ts", TypeKind::kTimestamp, form)}, "{\"ts\":" + json + "}");
}

TEST(JsonTimestamp, IsIsoTextOrWholeMilliseconds) {
  EXPECT_EQ(as(TimestampForm::kAuto, R"("2026-01-02T12:34:56Z")"), "timestamp 1767357296000");
  EXPECT_EQ(as(TimestampForm::kAuto, "1767357296000"), "timestamp 1767357296000");
  EXPECT_EQ(as(TimestampForm::kAuto, "-5"), "timestamp -5");
  for (const auto* other : {R"("1767357296000")", R"("soon")", "1767357296.5", "1.7e12", "true", "[]"}) {
    EXPECT_EQ(as(TimestampForm::kAuto, other), "rejected: type") << other;
  }
}

TEST(JsonTimestamp, OfADeclaredUnitIsANumberCutToMilliseconds) {
  EXPECT_EQ(as(TimestampForm::kSeconds, "1767357296"), "timestamp 1767357296000");
  EXPECT_EQ(as(TimestampForm::kSeconds, "1767357296.1239"), "timestamp 1767357296123");
  EXPECT_EQ(as(TimestampForm::kSeconds, "1.767357296e9"), "timestamp 1767357296000");
  EXPECT_EQ(as(TimestampForm::kMillis, "1767357296000.9"), "timestamp 1767357296000");
  EXPECT_EQ(as(TimestampForm::kMicros, "1767357296000999"), "timestamp 1767357296000");
  EXPECT_EQ(as(TimestampForm::kNanos, "1767357296000999999"), "timestamp 1767357296000");
  EXPECT_EQ(as(TimestampForm::kNanos, "1767357296000999999.5"), "timestamp 1767357296000");
  EXPECT_EQ(as(TimestampForm::kSeconds, R"("2026-01-02T12:34:56Z")"), "rejected: type");
}

TEST(JsonTimestamp, IsCutDownwardsBefore1970Too) {
  EXPECT_EQ(as(TimestampForm::kSeconds, "-0.0001"), "timestamp -1");
  EXPECT_EQ(as(TimestampForm::kMicros, "-1"), "timestamp -1");
  EXPECT_EQ(as(TimestampForm::kMicros, "-1000"), "timestamp -1");
  EXPECT_EQ(as(TimestampForm::kNanos, "-1e-30"), "timestamp -1");
  EXPECT_EQ(as(TimestampForm::kNanos, "-1e-36"), "timestamp -1");
  EXPECT_EQ(as(TimestampForm::kNanos, "1e-36"), "timestamp 0");
}

TEST(JsonTimestamp, LiesInTheYears1To9999) {
  EXPECT_EQ(as(TimestampForm::kAuto, "253402300799999"), "timestamp 253402300799999");
  EXPECT_EQ(as(TimestampForm::kAuto, "253402300800000"), "rejected: overflow");
  EXPECT_EQ(as(TimestampForm::kAuto, "-62135596800000"), "timestamp -62135596800000");
  EXPECT_EQ(as(TimestampForm::kAuto, "-62135596800001"), "rejected: overflow");
  EXPECT_EQ(as(TimestampForm::kAuto, "99999999999999999999"), "rejected: overflow");
  EXPECT_EQ(as(TimestampForm::kAuto, R"("0001-01-01T00:00:00+01:00")"), "rejected: overflow");
  EXPECT_EQ(as(TimestampForm::kAuto, R"("9999-12-31T23:59:59-01:00")"), "rejected: overflow");
  EXPECT_EQ(as(TimestampForm::kSeconds, "253402300800"), "rejected: overflow");
  EXPECT_EQ(as(TimestampForm::kSeconds, "1e30"), "rejected: overflow");
  EXPECT_EQ(as(TimestampForm::kSeconds, "99999999999999999999999999999999999999"), "rejected: overflow");
  EXPECT_EQ(as(TimestampForm::kNanos, "1e300"), "rejected: overflow");
}

}  // namespace
}  // namespace millrace
