// How stored entries become a shard's state again.
#include <gmock/gmock.h>

#include "state/tests/pane_records.h"

namespace millrace {
namespace {

using test::counting;
using test::CountingShard;
using test::entries_of;
using test::keys_of;
using test::kOrders;
using test::kVisits;
using test::order;
using test::spec;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

void load(CountingShard& shard, const std::shared_ptr<const FrozenDelta>& delta) {
  delta->for_each([&](const DeltaEntry& entry) {
    const auto loaded = shard.state().load(entry.query, entry.pane_end, entry.key, entry.accumulators);
    EXPECT_TRUE(loaded) << loaded.error().message();
  });
}

TEST(Load, GoesOnFromWhatWasStored) {
  CountingShard before, after;
  const std::string long_key(100, 'k');
  before.apply({order(10, "a", 5), order(10, long_key, 6)});
  load(after, before.freeze());
  after.apply({order(10, "a", 1), order(10, long_key, 1)});
  EXPECT_THAT(after.advance(10), ElementsAre("10 a: 2 6", "10 " + long_key + ": 2 7"));
}

TEST(Load, OfOneKeyTheLastEntryCounts) {
  CountingShard before, after;
  before.apply({order(10, "a", 5)});
  const auto first = before.freeze();
  before.apply({order(10, "a", 6)});
  const auto second = before.freeze();
  load(after, first);
  load(after, second);
  EXPECT_EQ(after.state().size().keys, 1U);
  EXPECT_THAT(after.advance(10), ElementsAre("10 a: 2 11"));
}

TEST(Load, EntriesAreClean) {
  CountingShard before, after;
  before.apply({order(10, "a"), order(10, "b")});
  load(after, before.freeze());
  EXPECT_EQ(after.freeze(), nullptr);
  after.apply({order(10, "b")});
  EXPECT_THAT(keys_of(after.freeze()), ElementsAre("10 b"));
}

TEST(Load, ALoadedPaneThatExpiresGoesFromTheStore) {
  CountingShard before, after;
  before.apply({order(10, "a")});
  load(after, before.freeze());
  after.advance(10);
  EXPECT_THAT(after.freeze()->expired_through(), ElementsAre(Pair(kOrders, event_time(10))));
}

TEST(Load, WindowsFiredBeforeDoNotFireAgain) {
  CountingShard before(50), after(50);
  before.apply({order(10, "fired"), order(20, "open")});
  before.advance(10);
  load(after, before.freeze());
  after.state().restore_watermark(kOrders, event_time(10));
  EXPECT_EQ(after.state().watermark(kOrders), event_time(10));
  EXPECT_THAT(after.fire_changed(), IsEmpty());
  EXPECT_THAT(after.advance(20), ElementsAre("20 open: 1 1"));
  after.apply({order(10, "fired")});
  EXPECT_THAT(after.fire_changed(), ElementsAre("10 fired: 2 2"));
}

// Whoever lowered allowed_lateness finds panes that are expired at once.
TEST(Load, PanesExpiredByTheRestoredWatermarkGo) {
  CountingShard before(50), after(0);
  before.apply({order(10, "a"), order(20, "a")});
  load(after, before.freeze());
  after.state().restore_watermark(kOrders, event_time(10));
  EXPECT_EQ(after.state().size().panes, 1U);
  EXPECT_THAT(after.freeze()->expired_through(), ElementsAre(Pair(kOrders, event_time(10))));
}

// Whoever raised it finds that what has expired is gone: to begin its windows anew would write part of them over the
// whole.
TEST(Load, PanesThatHadExpiredStayClosedUnderALargerLateness) {
  CountingShard before(0), after(50);
  before.apply({order(10, "a"), order(20, "a")});
  before.advance(10);
  load(after, before.freeze());
  after.state().restore_expiry(kOrders, before.state().expiry(kOrders));
  after.state().restore_watermark(kOrders, event_time(10));
  EXPECT_EQ(after.apply({order(10, "a"), order(5, "b"), order(20, "a")}).late, 2U);
  EXPECT_THAT(after.advance(30), ElementsAre("20 a: 2 2"));
  EXPECT_EQ(after.apply({order(20, "a")}).late, 0U);  // this one has not expired yet
  EXPECT_EQ(after.state().expiry(kOrders), event_time(10)) << "what the next checkpoint remembers";
}

TEST(Load, RefusesAnUnknownQuery) {
  CountingShard before({counting(kVisits)}), after;
  before.apply({order(10, "a", 1, kVisits)});
  const auto entry = entries_of(*before.freeze()).at(0);
  const auto refused = after.state().load(kVisits, event_time(10), entry.key, entry.accumulators);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reaction, Reaction::kStop);
  EXPECT_EQ(refused.error().stop, StopReason::kRefused);
  EXPECT_THAT(refused.error().object, HasSubstr("query 7, pane ending at 10 ms"));
}

TEST(Load, RefusesAnotherLayoutAndAnotherLengthAndLoadsNothing) {
  CountingShard before, after;
  before.apply({order(10, "a")});
  const auto entry = entries_of(*before.freeze()).at(0);
  const test::Accumulators other({spec(AccumulatorKind::kCountAll)});
  for (const auto& wrong : {other.encoded(), entry.accumulators.substr(1), entry.accumulators + "x",
                            entry.accumulators.substr(0, entry.accumulators.size() - 1), std::string()}) {
    const auto refused = after.state().load(kOrders, event_time(10), "a", wrong);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().stop, StopReason::kRefused);
    EXPECT_THAT(refused.error().cause, HasSubstr("accumulators"));
  }
  EXPECT_EQ(after.state().size().panes, 0U);
  EXPECT_TRUE(after.state().load(kOrders, event_time(10), "a", entry.accumulators));
}

}  // namespace
}  // namespace millrace
