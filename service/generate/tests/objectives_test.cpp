#include "service/generate/objectives.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "service/generate/tests/bounds.h"

namespace millrace {
namespace {

std::uint64_t slow_checkpoint(std::uint64_t timeout) {
  Config config;
  config.checkpoint.timeout = Millis{timeout * 1000};
  return objectives_of(config, {}).at("checkpointSlowSeconds");
}

std::uint64_t high_latency(std::uint64_t given) {
  return objectives_of({}, {{}, Millis{given * 1000}}).at("latencySeconds");
}

TEST(Objectives, CallACheckpointSlowAtABoundOfTheHistogramBelowFourFifthsOfItsTimeout) {
  for (std::uint64_t timeout = 2; timeout <= 4500; ++timeout) {
    const auto begins = slow_checkpoint(timeout);
    EXPECT_TRUE(is_bound(begins)) << begins;
    EXPECT_LE(begins * 10, timeout * 8) << timeout;
    EXPECT_GE(begins * 10, timeout * 4) << timeout;
  }
}

TEST(Objectives, CallACheckpointSlowAtExactlyFourFifthsOfUsualTimeouts) {
  for (const std::uint64_t timeout : {5, 10, 15, 20, 30, 60, 90, 120, 300, 600, 1200, 1800, 3600}) {
    EXPECT_EQ(slow_checkpoint(timeout), timeout * 8 / 10);
  }
}

TEST(Objectives, CallACheckpointSlowBeyondTheBoundsAtTheLastOneThatPrometheusCanTell) {
  EXPECT_EQ(slow_checkpoint(86'400), 3600U);
  EXPECT_EQ(slow_checkpoint(1), 1U);
}

std::uint64_t high_latency_of_interval(std::uint64_t seconds) {
  Config config;
  config.checkpoint.interval = Millis{seconds * 1000};
  return objectives_of(config, {}).at("latencySeconds");
}

TEST(Objectives, CallLatencyHighWhereAnIntervalAndACommitCannotReach) {
  EXPECT_EQ(high_latency_of_interval(1), 60U);
  EXPECT_EQ(high_latency_of_interval(20), 60U);
  EXPECT_EQ(high_latency_of_interval(60), 180U);
  for (std::uint64_t interval = 20; interval <= 1200; ++interval) {
    EXPECT_TRUE(is_bound(high_latency_of_interval(interval)));
    EXPECT_GE(high_latency_of_interval(interval), 3 * interval);
  }
  EXPECT_EQ(high_latency_of_interval(1800), 3600U) << "the last that Prometheus can tell";
}

TEST(Objectives, CallLatencyHighAtABoundOfTheHistogramNotBelowWhatIsGiven) {
  for (std::uint64_t given = 1; given <= 3600; ++given) {
    const auto begins = high_latency(given);
    EXPECT_TRUE(is_bound(begins)) << begins;
    EXPECT_GE(begins, given);
    EXPECT_LE(begins, 2 * given);
  }
  EXPECT_EQ(high_latency(86'400), 3600U);
}

}  // namespace
}  // namespace millrace
