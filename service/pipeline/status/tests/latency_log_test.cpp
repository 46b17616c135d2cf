#include "service/pipeline/status/latency_log.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

using namespace std::chrono_literals;

constexpr MonotonicTime kStart{std::chrono::hours(5)};

TEST(LatencyLog, KnowsNothingBeforeTheFirstRecord) { EXPECT_FALSE(LatencyLog().of_last_minutes(kStart)); }

TEST(LatencyLog, IsExactForShortTimes) {
  LatencyLog log;
  log.add(kStart, 3ms, 98);
  log.add(kStart, 20ms, 2);
  const auto told = log.of_last_minutes(kStart).value();
  EXPECT_EQ(told.records, 100U);
  EXPECT_EQ(told.p50, 3ms);
  EXPECT_EQ(told.p99, 20ms);
}

TEST(LatencyLog, CountsOneSlowRecordInAHundredAsBeyondP99) {
  LatencyLog log;
  log.add(kStart, 3ms, 99);
  log.add(kStart, 20ms, 1);
  EXPECT_EQ(log.of_last_minutes(kStart)->p99, 3ms);
}

TEST(LatencyLog, RoundsLongTimesUpByAtMostSixPercent) {
  for (const auto latency : {32ms, 33ms, 63ms, 64ms, 1000ms, 1023ms, 1024ms, 86'400'000ms}) {
    LatencyLog log;
    log.add(kStart, latency, 1);
    const auto told = log.of_last_minutes(kStart)->p50;
    EXPECT_GE(told, latency);
    EXPECT_LE(static_cast<double>(told.count()), 1.0626 * static_cast<double>(latency.count()));
  }
}

TEST(LatencyLog, TakesAClockThatIsBehindForNoTimeAtAll) {
  LatencyLog log;
  log.add(kStart, -5ms, 1);
  EXPECT_EQ(log.of_last_minutes(kStart)->p50, 0ms);
}

TEST(LatencyLog, ForgetsWhatIsLongAgo) {
  LatencyLog log;
  log.add(kStart, 9ms, 1);
  log.add(kStart + 4min, 5ms, 1);
  EXPECT_EQ(log.of_last_minutes(kStart + 4min)->records, 2U);
  EXPECT_EQ(log.of_last_minutes(kStart + 6min)->records, 1U);
  EXPECT_EQ(log.of_last_minutes(kStart + 6min)->p99, 5ms);
  EXPECT_FALSE(log.of_last_minutes(kStart + 10min));
}

}  // namespace
}  // namespace millrace
