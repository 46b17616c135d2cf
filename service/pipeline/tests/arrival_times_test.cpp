#include "service/pipeline/arrival_times.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace millrace {
namespace {

using Counts = std::vector<std::pair<std::int64_t, std::uint64_t>>;

Counts counts_of(const ArrivalTimes& times) {
  Counts counts;
  times.for_each([&](std::int64_t arrived, std::uint64_t records) { counts.emplace_back(arrived, records); });
  return counts;
}

TEST(ArrivalTimes, AddUpRecordsOfTheSameTime) {
  ArrivalTimes times;
  times.add(2000, 4);
  times.add(1000, 1);
  times.add(2000, 3);
  EXPECT_EQ(counts_of(times), (Counts{{1000, 1}, {2000, 7}}));
}

TEST(ArrivalTimes, PutNeighboursTogetherWhenTheyAreTooMany) {
  ArrivalTimes times;
  for (std::size_t i = 0; i <= ArrivalTimes::kMost; ++i) times.add(1'700'000'000'000 + static_cast<std::int64_t>(i), 1);
  const auto counts = counts_of(times);
  EXPECT_LE(counts.size(), ArrivalTimes::kMost);
  EXPECT_EQ(counts.front(), (std::pair<std::int64_t, std::uint64_t>{1'700'000'000'000, 2}));
}

RC_GTEST_PROP(ArrivalTimes, LoseNoRecordAndNeverMakeOneYounger, ()) {
  const auto added = *rc::gen::container<Counts>(
      rc::gen::pair(rc::gen::inRange<std::int64_t>(0, 1'000'000'000), rc::gen::inRange<std::uint64_t>(1, 5000)));
  ArrivalTimes times;
  std::uint64_t records = 0;
  std::int64_t age = 0, told_age = 0;
  for (const auto& [arrived, count] : added) {
    times.add(arrived, count);
    records += count;
    age -= arrived * static_cast<std::int64_t>(count);
  }
  for (const auto& [arrived, count] : counts_of(times)) {
    records -= count;
    told_age -= arrived * static_cast<std::int64_t>(count);
  }
  RC_ASSERT(records == 0U);
  RC_ASSERT(told_age >= age);
}

TEST(PassedArrivals, AreTakenOnceByTheEpochTheyBelongTo) {
  PassedArrivals passed;
  ArrivalTimes times;
  times.add(1000, 1);
  passed.put(CheckpointId{7}, times);
  EXPECT_FALSE(passed.take(CheckpointId{6}));
  ASSERT_TRUE(passed.take(CheckpointId{7}));
  EXPECT_FALSE(passed.take(CheckpointId{7}));
}

TEST(PassedArrivals, OfAnAbortedEpochGiveWayToTheNext) {
  PassedArrivals passed;
  ArrivalTimes aborted, again;
  aborted.add(1000, 1);
  again.add(2000, 5);
  passed.put(CheckpointId{7}, aborted);
  passed.put(CheckpointId{7}, again);
  EXPECT_EQ(counts_of(*passed.take(CheckpointId{7})), (Counts{{2000, 5}}));
}

}  // namespace
}  // namespace millrace
