#include "service/admin/watermark_holder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace millrace {
namespace {

PartitionLag partition(int number, std::int64_t watermark_ms, bool idle = false) {
  return {PartitionId{number}, Offset{10}, Offset{30}, std::nullopt, event_time(watermark_ms), idle, Millis{0}};
}

TEST(WatermarkHolder, IsTheSlowestPartition) {
  const std::vector<PartitionLag> lags = {partition(0, 3000), partition(1, 1000), partition(2, 2000)};
  EXPECT_EQ(watermark_holder(lags), PartitionId{1});
  EXPECT_EQ(source_watermark(lags), event_time(1000));
}

TEST(WatermarkHolder, IsNoIdlePartition) {
  const std::vector<PartitionLag> lags = {partition(0, 3000), partition(1, 1000, true)};
  EXPECT_EQ(watermark_holder(lags), PartitionId{0});
}

TEST(WatermarkHolder, IsThePartitionThatHasNoRecordsYet) {
  std::vector<PartitionLag> lags = {partition(0, 3000), partition(1, 1000)};
  lags[0].watermark = kNoEventTime;
  EXPECT_EQ(watermark_holder(lags), PartitionId{0});
  EXPECT_EQ(source_watermark(lags), kNoEventTime);
}

TEST(WatermarkHolder, IsNobodyWhenAllAreIdle) {
  const std::vector<PartitionLag> lags = {partition(0, 1000, true), partition(1, 3000, true)};
  EXPECT_FALSE(watermark_holder(lags));
  EXPECT_EQ(source_watermark(lags), event_time(3000)) << "then the largest counts";
}

TEST(WatermarkHolder, IsNobodyWhenNothingIsKnown) {
  EXPECT_FALSE(watermark_holder({}));
  EXPECT_EQ(source_watermark({}), kNoEventTime);
}

TEST(Lag, IsNeverNegative) {
  PartitionLag ahead = partition(0, 0);
  ahead.end = Offset{5};
  EXPECT_EQ(records_behind(ahead), 0U) << "the end is known later than the position";
  const std::vector<PartitionLag> lags = {ahead, partition(1, 0), partition(2, 0)};
  EXPECT_EQ(total_lag(lags), 40U);
  EXPECT_EQ(total_lag({}), std::nullopt) << "not 0, which says that all is read";
}

// At its end, and silent for a while.
PartitionLag silent_partition() {
  auto lag = partition(3, 1000);
  lag.end = lag.position;
  lag.quiet = Millis{8'000};
  return lag;
}

TEST(RemedyOfAHolder, IsItsProducer) {
  EXPECT_EQ(in_words(silent_partition(), Millis{30'000}),
            "it has been silent for 8s, and counts as idle after 30s with nothing left to read");
  EXPECT_THAT(remedy_of_holder(silent_partition(), "orders", Millis{30'000}),
              testing::StartsWith("Look at the producer"));
}

TEST(RemedyOfAHolder, IsIdleAfterToo) {
  EXPECT_EQ(in_words(silent_partition(), Millis{0}), "it has been silent for 8s, and never counts as idle");
  EXPECT_THAT(remedy_of_holder(silent_partition(), "orders", Millis{0}),
              testing::HasSubstr("Or set idle_after of source orders"));
}

TEST(RemedyOfAHolder, IsToReadWhatIsLeft) {
  EXPECT_EQ(in_words(partition(3, 1000), Millis{0}), "20 records of it are yet to be read");
  EXPECT_THAT(remedy_of_holder(partition(3, 1000), "orders", Millis{0}), testing::StartsWith("They have to be read"));
}

}  // namespace
}  // namespace millrace
