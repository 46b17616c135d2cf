#include "service/pipeline/watermark.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

using namespace std::chrono_literals;

MonotonicTime at(std::chrono::nanoseconds t) { return MonotonicTime{t}; }
constexpr PartitionId kZero{0};
constexpr PartitionId kOne{1};

WatermarkShare active(std::int64_t mark) { return {false, event_time(mark), event_time(mark)}; }
WatermarkShare idle(std::int64_t mark) { return {true, kNoEventTime, event_time(mark)}; }

TEST(PartitionWatermarks, IsTheLeastHighestTimeMinusTheDelay) {
  PartitionWatermarks marks(5ms, 0ms);
  marks.add(kZero, kNoEventTime, at(0s));
  marks.add(kOne, kNoEventTime, at(0s));
  marks.record(kZero, event_time(100), at(1s));
  marks.record(kOne, event_time(70), at(1s));
  EXPECT_EQ(marks.share().active, event_time(65));
}

TEST(PartitionWatermarks, APartitionWithoutRecordsHoldsTheWatermarkBack) {
  PartitionWatermarks marks(5ms, 0ms);
  marks.add(kZero, kNoEventTime, at(0s));
  marks.add(kOne, kNoEventTime, at(0s));
  marks.record(kZero, event_time(100), at(1s));
  EXPECT_EQ(marks.share().active, kNoEventTime);
}

TEST(PartitionWatermarks, AnEarlierRecordDoesNotMoveItBack) {
  PartitionWatermarks marks(0ms, 0ms);
  marks.add(kZero, event_time(90), at(0s));
  marks.record(kZero, event_time(40), at(1s));
  EXPECT_EQ(marks.share().active, event_time(90));
}

TEST(PartitionWatermarks, AnIdlePartitionNoLongerHoldsTheOthersBack) {
  PartitionWatermarks marks(0ms, 30s);
  marks.add(kZero, kNoEventTime, at(0s));
  marks.add(kOne, kNoEventTime, at(0s));
  marks.record(kZero, event_time(100), at(29s));
  ASSERT_EQ(marks.quiet(at(30s)), std::vector{kOne});
  marks.mark_idle(kOne);
  EXPECT_EQ(marks.share().active, event_time(100));
  EXPECT_FALSE(marks.share().idle);
}

TEST(PartitionWatermarks, QuietIsNotIdleWhenTheBrokerHasMoreToRead) {
  PartitionWatermarks marks(0ms, 30s);
  marks.add(kZero, kNoEventTime, at(0s));
  marks.still_behind(kZero, at(31s));
  EXPECT_TRUE(marks.quiet(at(60s)).empty());
  EXPECT_FALSE(marks.share().idle);
}

TEST(PartitionWatermarks, TimeHeldBackDoesNotCountAsQuiet) {
  PartitionWatermarks marks(0ms, 30s);
  marks.add(kZero, kNoEventTime, at(0s));
  marks.held_back(100s);
  EXPECT_TRUE(marks.quiet(at(129s)).empty());
  EXPECT_EQ(marks.quiet(at(130s)).size(), 1U);
}

TEST(PartitionWatermarks, WhatWasQuietBeforeAPauseStillCounts) {
  PartitionWatermarks marks(0ms, 30s);
  marks.add(kZero, kNoEventTime, at(0s));
  marks.held_back(2s);  // from second 20 to 22
  marks.held_back(2s);  // from second 28 to 30
  EXPECT_TRUE(marks.quiet(at(33s)).empty());
  EXPECT_EQ(marks.quiet(at(34s)).size(), 1U);
  EXPECT_EQ(marks.standing(kZero, at(34s)).quiet, 30s);
}

TEST(PartitionWatermarks, NeverIdleWhenIdleAfterIsZero) {
  PartitionWatermarks marks(0ms, 0ms);
  marks.add(kZero, kNoEventTime, at(0s));
  EXPECT_TRUE(marks.quiet(at(10h)).empty());
}

TEST(PartitionWatermarks, ARecordWakesAnIdlePartition) {
  PartitionWatermarks marks(0ms, 30s);
  marks.add(kZero, event_time(5), at(0s));
  marks.mark_idle(kZero);
  ASSERT_TRUE(marks.share().idle);
  marks.record(kZero, event_time(6), at(40s));
  EXPECT_EQ(marks.share(), active(6));
}

TEST(SourceWatermark, IsTheLeastOfTheActiveShares) {
  SourceWatermark mark(2);
  EXPECT_EQ(mark.update(0, active(10)), kNoEventTime) << "the other thread has said nothing yet";
  EXPECT_EQ(mark.update(1, active(7)), event_time(7));
  EXPECT_EQ(mark.update(1, idle(7)), event_time(10));
}

TEST(SourceWatermark, IsTheLargestWhenAllAreIdle) {
  SourceWatermark mark(2);
  mark.update(0, idle(10));
  EXPECT_EQ(mark.update(1, idle(30)), event_time(30));
}

TEST(SourceWatermark, NeverGoesBackEvenForANewPartition) {
  SourceWatermark mark(1);
  mark.update(0, active(50));
  EXPECT_EQ(mark.update(0, {false, kNoEventTime, event_time(50)}), event_time(50));
}

}  // namespace
}  // namespace millrace
