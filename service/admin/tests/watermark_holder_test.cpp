#include "service/admin/watermark_holder.h"

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
}

}  // namespace
}  // namespace millrace
