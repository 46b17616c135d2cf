#include "service/pipeline/status/fire_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr QueryId kTotals{1};
constexpr WallTime kNoon{Millis{43'200'000}};

void commit(FireLog& log, std::uint64_t checkpoint, std::vector<FiredWindow> shares) {
  log.committed(CheckpointId{checkpoint}, kNoon, shares);
}

TEST(FireLog, AddsUpTheSharesOfTheShards) {
  FireLog log;
  commit(log, 7, {{kTotals, event_time(60), 2}, {kTotals, event_time(120), 5}, {kTotals, event_time(60), 3}});
  const auto told = log.of(kTotals, event_time(60));
  ASSERT_THAT(told.fires, SizeIs(1));
  EXPECT_EQ(told.fires[0].checkpoint, CheckpointId{7});
  EXPECT_EQ(told.fires[0].when, kNoon);
  EXPECT_EQ(told.fires[0].rows, 5U);
}

TEST(FireLog, TellsEveryFireOfAWindowNewestFirst) {
  FireLog log;
  commit(log, 7, {{kTotals, event_time(60), 2}});
  commit(log, 9, {{kTotals, event_time(60), 1}});
  const auto told = log.of(kTotals, event_time(60));
  ASSERT_THAT(told.fires, SizeIs(2));
  EXPECT_EQ(told.fires[0].checkpoint, CheckpointId{9});
}

TEST(FireLog, KeepsQueriesAndWindowsApart) {
  FireLog log;
  commit(log, 7, {{kTotals, event_time(60), 2}});
  EXPECT_THAT(log.of(kTotals, event_time(120)).fires, IsEmpty());
  EXPECT_THAT(log.of(QueryId{2}, event_time(60)).fires, IsEmpty());
}

TEST(FireLog, KnowsEverythingAfterTheWatermarkThatItBeganWith) {
  FireLog log;
  EXPECT_FALSE(log.of(kTotals, event_time(120)).complete) << "no run has begun";
  log.begin({{kTotals, event_time(60)}});
  EXPECT_FALSE(log.of(kTotals, event_time(60)).complete);
  EXPECT_TRUE(log.of(kTotals, event_time(120)).complete);
}

TEST(FireLog, LosesNothingByARecoveryOfTheProcess) {
  FireLog log;
  log.begin({{kTotals, event_time(60)}});
  log.begin({{kTotals, event_time(600)}});
  EXPECT_TRUE(log.of(kTotals, event_time(120)).complete);
}

TEST(FireLog, SaysThatItIsNotCompleteWhereItForgot) {
  FireLog log;
  log.begin({{kTotals, kNoEventTime}});
  for (std::size_t i = 1; i <= FireLog::kKept + 5; ++i)
    commit(log, i, {{kTotals, event_time(static_cast<std::int64_t>(i)), 1}});
  EXPECT_THAT(log.of(kTotals, event_time(5)).fires, IsEmpty());
  EXPECT_FALSE(log.of(kTotals, event_time(5)).complete);
  EXPECT_THAT(log.of(kTotals, event_time(6)).fires, SizeIs(1));
  EXPECT_TRUE(log.of(kTotals, event_time(6)).complete);
}

}  // namespace
}  // namespace millrace
