// When windows fire, fire again and expire.
#include <gmock/gmock.h>

#include "state/tests/pane_records.h"

namespace millrace {
namespace {

using test::counting;
using test::CountingShard;
using test::kOrders;
using test::kVisits;
using test::order;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Firing, AWindowFiresWhenTheWatermarkReachesItsEnd) {
  CountingShard shard;
  shard.apply({order(10, "a", 3), order(10, "a", 4)});
  EXPECT_THAT(shard.advance(9), IsEmpty());
  EXPECT_THAT(shard.advance(10), ElementsAre("10 a: 2 7"));
  EXPECT_THAT(shard.advance(11), IsEmpty());
}

TEST(Firing, WindowsFireInOrderOfTheirEndsAndKeysOfTheirFirstArrival) {
  CountingShard shard;
  shard.apply({order(20, "z"), order(10, "b"), order(30, "x"), order(10, "a"), order(10, "b")});
  EXPECT_THAT(shard.advance(20), ElementsAre("10 b: 2 2", "10 a: 1 1", "20 z: 1 1"));
}

TEST(Firing, TheWatermarkNeverGoesBack) {
  CountingShard shard;
  shard.advance(20);
  EXPECT_THAT(shard.advance(10), IsEmpty());
  EXPECT_EQ(shard.state().watermark(kOrders), event_time(20));
  EXPECT_EQ(shard.apply({order(20, "a")}).late, 1U);
}

TEST(Firing, NothingIsLateBeforeThereIsAWatermark) {
  CountingShard shard(1000);
  EXPECT_EQ(shard.state().watermark(kOrders), kNoEventTime);
  EXPECT_EQ(shard.apply({order(-1'000'000, "a")}).applied, 1U);
}

TEST(Firing, TheEndOfTimeFiresAll) {
  CountingShard shard(1000);
  shard.apply({order(10, "a")});
  std::size_t fired = 0;
  shard.state().advance(kOrders, EventTime::max(),
                        [&](QueryId, EventTime, std::string_view, const AccumulatorRow&) { ++fired; });
  EXPECT_EQ(fired, 1U);
  EXPECT_EQ(shard.state().size().panes, 0U);
}

TEST(Firing, QueriesHaveWatermarksOfTheirOwn) {
  CountingShard shard({counting(kOrders), counting(kVisits)});
  shard.apply({order(10, "a", 1, kOrders), order(10, "a", 2, kVisits)});
  EXPECT_THAT(shard.advance(10, kVisits), ElementsAre("10 a: 1 2"));
  EXPECT_EQ(shard.apply({order(10, "a", 1, kOrders), order(10, "a", 2, kVisits)}).late, 1U);
  EXPECT_THAT(shard.advance(10, kOrders), ElementsAre("10 a: 2 2"));
}

TEST(Firing, AQueryOfAnotherPipelineIsABug) {
  CountingShard shard;
  EXPECT_THROW(shard.apply({order(10, "a", 1, QueryId{99})}), std::out_of_range);
  EXPECT_THROW(shard.advance(10, QueryId{99}), std::out_of_range);
}

TEST(LateRecord, IsCountedAndDroppedOnceItsPaneHasExpired) {
  CountingShard shard(5);
  shard.advance(14);
  const auto in_time = shard.apply({order(10, "a")});
  EXPECT_EQ(in_time.applied, 1U);
  EXPECT_EQ(in_time.late, 0U);
  shard.advance(15);  // 10 + 5
  const auto late = shard.apply({order(10, "a"), order(11, "a"), order(10, "b")});
  EXPECT_EQ(late.applied, 1U);
  EXPECT_EQ(late.late, 2U);
  EXPECT_EQ(shard.state().size().keys, 1U);
}

TEST(LateRecord, IsCountedForItsQueryUntilTheCountIsTaken) {
  CountingShard shard({counting(kOrders), counting(kVisits)});
  shard.advance(10, kVisits);
  for (int batch = 0; batch < 2; ++batch) {
    shard.apply({order(10, "a", 1, kOrders), order(10, "a", 1, kVisits), order(9, "b", 1, kVisits)});
  }
  EXPECT_EQ(shard.state().take_counts(kOrders).late, 0U);
  EXPECT_EQ(shard.state().take_counts(kVisits).late, 4U);
  EXPECT_EQ(shard.state().take_counts(kVisits).late, 0U);
}

TEST(Counts, TellRecordsAndPanesOfEachQuerySinceTheyWereTaken) {
  CountingShard shard({counting(kOrders), counting(kVisits)});
  shard.apply({order(10, "a"), order(10, "b"), order(20, "a"), order(30, "a", 1, kVisits)});
  shard.advance(10);
  shard.apply({order(20, "b"), order(10, "late")});
  const auto orders = shard.state().take_counts(kOrders);
  EXPECT_EQ(orders.applied, 4U);
  EXPECT_EQ(orders.late, 1U);
  EXPECT_EQ(orders.opened, 2U);
  EXPECT_EQ(orders.expired, 1U);
  EXPECT_EQ(shard.state().panes(kOrders), 1U);
  EXPECT_EQ(shard.state().take_counts(kVisits).applied, 1U);
  EXPECT_EQ(shard.state().panes(kVisits), 1U);
  EXPECT_EQ(shard.state().take_counts(kOrders).opened, 0U);
}

TEST(Counts, OpenNoPaneThatIsLoaded) {
  CountingShard before;
  before.apply({order(10, "a"), order(20, "a")});
  CountingShard after;
  before.freeze()->for_each([&](const DeltaEntry& entry) {
    EXPECT_TRUE(after.state().load(entry.query, entry.pane_end, entry.key, entry.accumulators));
  });
  EXPECT_EQ(after.state().panes(kOrders), 2U);
  EXPECT_EQ(after.state().take_counts(kOrders).opened, 0U);
  after.advance(10);
  EXPECT_EQ(after.state().take_counts(kOrders).expired, 1U);
}

TEST(LateRecord, MakesItsWindowFireAgainWithFullValues) {
  CountingShard shard(100);
  shard.apply({order(10, "a", 1), order(10, "b", 1), order(10, "c", 1)});
  shard.advance(10);
  shard.apply({order(10, "b", 5), order(10, "new", 7)});
  EXPECT_THAT(shard.fire_changed(), ElementsAre("10 b: 2 6", "10 new: 1 7"));
  EXPECT_THAT(shard.fire_changed(), IsEmpty());
  shard.apply({order(10, "c", 1)});
  EXPECT_THAT(shard.fire_changed(), ElementsAre("10 c: 2 2"));
}

TEST(LateRecord, OfAWindowThatWasEmptyFiresAtTheBarrier) {
  CountingShard shard(100);
  shard.advance(50);
  shard.apply({order(10, "a")});
  EXPECT_THAT(shard.advance(60), IsEmpty());
  EXPECT_THAT(shard.fire_changed(), ElementsAre("10 a: 1 1"));
}

TEST(LateRecord, LeavesOpenWindowsAlone) {
  CountingShard shard(100);
  shard.advance(50);
  shard.apply({order(60, "open"), order(40, "fired")});
  EXPECT_THAT(shard.fire_changed(), ElementsAre("40 fired: 1 1"));
  EXPECT_THAT(shard.advance(60), ElementsAre("60 open: 1 1"));
}

// It was accepted, so it must show, although its pane does not live to see the barrier.
TEST(LateRecord, ShowsBeforeItsPaneExpires) {
  CountingShard shard(5);
  shard.apply({order(10, "a", 1), order(10, "b", 1)});
  shard.advance(10);
  shard.apply({order(10, "a", 2), order(12, "c", 1)});
  EXPECT_THAT(shard.advance(100), ElementsAre("10 a: 2 3", "12 c: 1 1"));
  EXPECT_THAT(shard.fire_changed(), IsEmpty());
}

TEST(Expiry, ComesWithTheEndOfAllowedLateness) {
  CountingShard shard(5);
  shard.apply({order(10, "a"), order(20, "a")});
  shard.advance(14);
  EXPECT_EQ(shard.state().size().panes, 2U);
  shard.advance(15);
  EXPECT_EQ(shard.state().size().panes, 1U);
  EXPECT_EQ(shard.state().size().keys, 1U);
}

TEST(Expiry, WithoutLatenessComesWithTheFire) {
  CountingShard shard;
  shard.apply({order(10, "a")});
  EXPECT_THAT(shard.advance(10), ElementsAre("10 a: 1 1"));
  EXPECT_EQ(shard.state().size().panes, 0U);
}

}  // namespace
}  // namespace millrace
