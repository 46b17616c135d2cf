// The protocol when all goes well, and what it must not be misled by.
#include "checkpoint/coordinator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checkpoint/tests/coordinator_driver.h"

namespace millrace::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

TEST(Coordinator, StartsACheckpointWhenTheIntervalIsOver) {
  CoordinatorDriver c;
  EXPECT_EQ(wake_at(c.state), c.now + 1s);
  EXPECT_THAT(c.tick(999ms), IsEmpty());
  EXPECT_THAT(c.tick(1ms), ElementsAre("barrier 1"));
  EXPECT_EQ(wake_at(c.state), c.now + 30s);
}

// Hole 8: offsets are committed again in every epoch, idle or not.
TEST(Coordinator, DecidesACheckpointEvenWhenNothingArrived) {
  CoordinatorDriver c;
  EXPECT_THAT(c.tick(1s), ElementsAre("barrier 1"));
  EXPECT_THAT(c.passed(), IsEmpty());
  EXPECT_THAT(c.frozen(0), IsEmpty());
  EXPECT_THAT(c.frozen(1), ElementsAre("manifest 1 attempt 1"));
  EXPECT_THAT(c.manifest_written(), ElementsAre("commit 1"));
  EXPECT_THAT(c.last_ordered<CommitTransaction>().manifest.positions, ElementsAre(position(0, 100), position(1, 200)));
  EXPECT_THAT(c.decided(), ElementsAre("publish 1"));
  EXPECT_FALSE(c.state.pending);
}

Ledger read_by_source(std::uint64_t records) {
  Ledger counts;
  counts.sources["orders"] = {records, records, 0};
  counts.queries[QueryId{0}].decoded = records;
  return counts;
}
Ledger aggregated_by_shard(std::uint64_t records, std::uint64_t live_panes) {
  Ledger counts;
  counts.queries[QueryId{0}] = {.aggregated = records, .panes_opened = live_panes, .panes_live = live_panes};
  return counts;
}

TEST(Coordinator, AddsWhatSourcesAndShardsCountToTheLedgerOfTheCheckpointBefore) {
  CoordinatorDriver c;
  c.state.last.ledger.emplace();
  c.state.last.ledger->sources["orders"] = {1000, 1000, 0};
  c.state.last.ledger->queries[QueryId{0}] = {.decoded = 1000, .aggregated = 1000, .panes_opened = 9, .panes_live = 9};
  c.tick(1s);
  c.feed(SourcePassed{c.pending_id(), 0, {position(0, 105)}, read_by_source(5)});
  c.feed(ShardFrozen{c.pending_id(), ShardId{0}, false, {}, aggregated_by_shard(2, 0)});
  Ledger rest = aggregated_by_shard(3, 1);
  rest.queries[QueryId{0}].panes_expired = 9;
  c.feed(ShardFrozen{c.pending_id(), ShardId{1}, false, {}, rest});
  const auto& ledger = *c.last_ordered<WriteManifest>().manifest.ledger;
  EXPECT_EQ(ledger.sources.at("orders"), (SourceCount{1005, 1005, 0}));
  const QueryCount expected = {
      .decoded = 1005, .aggregated = 1005, .panes_opened = 10, .panes_expired = 9, .panes_live = 1};
  EXPECT_EQ(ledger.queries.at(QueryId{0}), expected);
  c.manifest_written();
  c.decided();
  EXPECT_THAT(c.last_ordered<Publish>().mismatches, IsEmpty());
}

TEST(Coordinator, RemembersWhatTheShardsHaveFiredAndWhatHasExpired) {
  CoordinatorDriver c;
  c.tick(1s);
  c.passed(0);
  const std::map<QueryId, EventTime> watermarks = {{QueryId{0}, event_time(900)}};
  const std::map<QueryId, EventTime> expired = {{QueryId{0}, event_time(700)}};
  c.feed(ShardFrozen{c.pending_id(), ShardId{0}, false, watermarks, {}, expired});
  c.frozen(1);
  const auto& shards = c.last_ordered<WriteManifest>().manifest.shards;
  EXPECT_EQ(shards[0].watermarks, watermarks);
  EXPECT_EQ(shards[0].expired, expired);
  EXPECT_THAT(shards[1].expired, IsEmpty());
}

TEST(Coordinator, TellsAMismatchOfTheLedgerWithTheDecisionAndGoesOn) {
  CoordinatorDriver c;
  c.state.last.ledger.emplace();
  c.tick(1s);
  c.feed(SourcePassed{c.pending_id(), 0, {position(0, 105)}, read_by_source(5)});
  c.feed(ShardFrozen{c.pending_id(), ShardId{0}, false, {}, aggregated_by_shard(4, 1)});
  c.frozen(1);
  c.manifest_written();
  EXPECT_THAT(c.decided(), ElementsAre("publish 1"));
  EXPECT_THAT(c.last_ordered<Publish>().mismatches, ::testing::SizeIs(1));
  EXPECT_THAT(c.tick(1s), ElementsAre("barrier 2"));
}

TEST(Coordinator, CountsNothingTwiceThatIsToldTwice) {
  CoordinatorDriver c;
  c.state.last.ledger.emplace();
  c.tick(1s);
  for (int i = 0; i < 2; ++i) c.feed(SourcePassed{c.pending_id(), 0, {position(0, 105)}, read_by_source(5)});
  EXPECT_EQ(c.state.pending->manifest.ledger->sources.at("orders").read, 5U);
}

TEST(Coordinator, WritesADeltaAsSoonAsItsShardHasFrozenWhileOthersAlign) {
  CoordinatorDriver c(2, 2);
  c.to_barrier();
  EXPECT_THAT(c.frozen(1, true), ElementsAre("delta 1 shard 1 after '' attempt 1"));
  EXPECT_THAT(c.written(1, "d1", ""), IsEmpty());
  EXPECT_THAT(c.passed(0), IsEmpty());
  EXPECT_THAT(c.frozen(0), IsEmpty());
  EXPECT_THAT(c.passed(1), ElementsAre("manifest 1 attempt 1"));
}

TEST(Coordinator, WritesNoManifestBeforeTheLastDeltaIsDurable) {
  CoordinatorDriver c;
  c.to_prepare();
  c.frozen(0, true);
  c.frozen(1, true);
  EXPECT_THAT(c.written(1, "b", ""), IsEmpty());
  EXPECT_THAT(c.written(0, "a", ""), ElementsAre("manifest 1 attempt 1"));
}

TEST(Coordinator, BeginsTheNextOneAnIntervalAfterTheLastBarrier) {
  CoordinatorDriver c;
  c.to_decide();
  c.now += 400ms;
  c.decided();
  EXPECT_EQ(wake_at(c.state), c.now + 600ms);
  EXPECT_THAT(c.tick(599ms), IsEmpty());
  EXPECT_THAT(c.tick(1ms), ElementsAre("barrier 2"));
}

TEST(Coordinator, BeginsTheNextOneAtOnceWhenTheLastTookLongerThanTheInterval) {
  CoordinatorDriver c;
  c.to_decide();
  c.now += 3s;
  c.decided();
  EXPECT_LE(wake_at(c.state), c.now);
  EXPECT_THAT(c.tick(), ElementsAre("barrier 2"));
}

// Hole 15: two epochs in flight would put rows of the second into the first one's transaction.
TEST(Coordinator, NeverHasTwoCheckpointsInFlight) {
  CoordinatorDriver c;
  c.to_barrier();
  for (int i = 0; i < 10; ++i) EXPECT_THAT(c.tick(2s), IsEmpty());
  c.passed();
  c.frozen(0);
  c.frozen(1);
  EXPECT_THAT(c.tick(2s), IsEmpty());
  c.manifest_written();
  EXPECT_THAT(c.tick(100s), IsEmpty());
  EXPECT_THAT(c.decided(), ElementsAre("publish 1"));
}

TEST(Coordinator, ComposesTheManifestFromTheLastOneAndTheAcknowledgements) {
  CoordinatorDriver c;
  c.state.last.queries = {query("per_user", 2)};
  c.state.last.next_query_id = 3;
  c.state.last.positions[0].highest = event_time(50);
  c.state.last.positions[0].last = LastRecord{Offset{99}, 1, 2};
  c.state.last.shards[1].chain = {delta("a", "", 0)};
  c.state.last_name = name(c.state.last);
  c.to_barrier();
  c.passed(0, {position(1, 230), position(0, 100)});
  c.frozen(0, false, {{QueryId{2}, event_time(40)}});
  c.frozen(1, true, {{QueryId{2}, event_time(41)}});
  c.wall_ms = 1234;
  ASSERT_THAT(c.written(1, "b", "a"), ElementsAre("manifest 1 attempt 1"));
  const Manifest& m = c.last_ordered<WriteManifest>().manifest;
  EXPECT_EQ(m.pipeline, "orders-per-user");
  EXPECT_EQ(m.id, CheckpointId{1});
  EXPECT_EQ(m.incarnation, Incarnation{5});
  EXPECT_EQ(m.parent, to_string(c.state.last_name));
  EXPECT_EQ(m.created_ms, 1234);
  EXPECT_EQ(m.trigger, "interval");
  auto unmoved = position(0, 100);
  unmoved.highest = event_time(50);
  unmoved.last = LastRecord{Offset{99}, 1, 2};
  EXPECT_THAT(m.positions, ElementsAre(unmoved, position(1, 230)));
  EXPECT_THAT(m.queries, ElementsAre(query("per_user", 2)));
  EXPECT_EQ(m.next_query_id, 3);
  EXPECT_THAT(m.shards[0].chain, IsEmpty());
  EXPECT_THAT(m.shards[1].chain, ElementsAre(delta("a", "", 0), delta("b", "a", 1)));
  EXPECT_EQ(m.shards[0].watermarks.at(QueryId{2}), event_time(40));
  EXPECT_EQ(m.shards[1].watermarks.at(QueryId{2}), event_time(41));
}

TEST(Coordinator, LetsEachCheckpointNameTheOneBeforeAsItsParent) {
  CoordinatorDriver c;
  c.to_decide();
  c.decided();
  const CheckpointName first = c.last_ordered<Publish>().name;
  c.to_manifest();
  EXPECT_EQ(c.last_ordered<WriteManifest>().manifest.parent, to_string(first));
  EXPECT_EQ(c.last_ordered<WriteManifest>().manifest.id, CheckpointId{2});
}

TEST(Coordinator, TakesNewPartitionsIntoTheManifestInOrder) {
  CoordinatorDriver c;
  c.to_barrier();
  c.passed(0, {position(10, 1), position(2, 5), position(0, 7, "a-source")});
  c.frozen(0);
  c.frozen(1);
  EXPECT_THAT(
      c.last_ordered<WriteManifest>().manifest.positions,
      ElementsAre(position(0, 7, "a-source"), position(0, 100), position(1, 200), position(2, 5), position(10, 1)));
}

TEST(Coordinator, PublishesUnderTheNameThatWasCommitted) {
  CoordinatorDriver c;
  c.to_manifest();
  const CheckpointName written = name(c.state.pending->manifest);
  c.manifest_written();
  EXPECT_EQ(c.last_ordered<CommitTransaction>().name, written);
  c.decided();
  EXPECT_EQ(c.last_ordered<Publish>().name, written);
  EXPECT_EQ(c.state.last_name, written);
  EXPECT_EQ(c.state.last, c.last_ordered<Publish>().manifest);
  EXPECT_EQ(name(c.state.last), written);
}

// ---- events that must change nothing ----

// An acknowledgement from before a recovery would vouch for data that was thrown away.
TEST(Coordinator, IgnoresEventsOfAnotherRun) {
  CoordinatorDriver c;
  c.to_prepare();
  c.frozen(0);
  const auto before = c.state.pending->shards_missing;
  for (const auto run : {RunNumber{6}, RunNumber{8}}) {
    EXPECT_THAT(c.feed(Event{run, ShardFrozen{CheckpointId{1}, ShardId{1}, false, {}}}), IsEmpty());
    EXPECT_THAT(c.feed(Event{run, PipelineFailed{error(Reaction::kStop)}}), IsEmpty());
    EXPECT_THAT(c.feed(Event{run, StopRequested{}}), IsEmpty());
    EXPECT_THAT(c.feed(Event{run, BaseWritten{ShardId{0}, base("")}}), IsEmpty());
  }
  EXPECT_EQ(c.state.pending->shards_missing, before);
  EXPECT_FALSE(c.state.stopping);
  EXPECT_TRUE(c.state.bases_ready.empty());
}

TEST(Coordinator, IgnoresEventsOfAnotherCheckpoint) {
  CoordinatorDriver c;
  c.to_prepare();
  for (const auto id : {CheckpointId{0}, CheckpointId{2}}) {
    EXPECT_THAT(c.feed(ShardFrozen{id, ShardId{0}, true, {}}), IsEmpty());
    EXPECT_THAT(c.feed(SourcePassed{id, 0, {position(0, 999)}}), IsEmpty());
    EXPECT_THAT(c.feed(DeltaWritten{id, ShardId{0}, delta("a", "", id.value)}), IsEmpty());
    EXPECT_THAT(c.feed(ManifestWritten{id, checkpoint(id.value)}), IsEmpty());
    EXPECT_THAT(c.feed(PrepareFailed{id, ShardId{0}, CoordinatorDriver::no_space()}), IsEmpty());
    EXPECT_THAT(c.feed(Decided{id}), IsEmpty());
    EXPECT_THAT(c.feed(TransactionFailed{id, error(Reaction::kFatal)}), IsEmpty());
  }
  EXPECT_EQ(c.state.pending->shards_missing.size(), 2U);
  EXPECT_TRUE(c.state.pending->positions.empty());
}

TEST(Coordinator, CountsARepeatedAcknowledgementOnce) {
  CoordinatorDriver c;
  c.to_barrier();
  c.passed(0, {position(0, 150)});
  EXPECT_THAT(c.passed(0, {position(0, 10)}), IsEmpty());
  EXPECT_THAT(c.frozen(0, true), ElementsAre("delta 1 shard 0 after '' attempt 1"));
  EXPECT_THAT(c.frozen(0, true), IsEmpty());
  EXPECT_THAT(c.written(0, "a", ""), IsEmpty());
  EXPECT_THAT(c.written(0, "a", ""), IsEmpty());
  EXPECT_THAT(c.frozen(0), IsEmpty());
  EXPECT_THAT(c.frozen(1), ElementsAre("manifest 1 attempt 1"));
  EXPECT_THAT(c.frozen(1), IsEmpty());
  EXPECT_EQ(c.state.pending->manifest.positions[0].next, Offset{150});
  EXPECT_EQ(c.state.pending->manifest.shards[0].chain.size(), 1U);
  EXPECT_THAT(c.manifest_written(), ElementsAre("commit 1"));
  EXPECT_THAT(c.manifest_written(), IsEmpty());
  EXPECT_THAT(c.decided(), ElementsAre("publish 1"));
  EXPECT_THAT(c.feed(Decided{CheckpointId{1}}), IsEmpty());
}

TEST(Coordinator, IgnoresShardsAndSourcesThatDoNotExist) {
  CoordinatorDriver c;
  c.to_barrier();
  EXPECT_THAT(c.passed(1), IsEmpty());
  EXPECT_THAT(c.frozen(2, true), IsEmpty());
  EXPECT_THAT(c.written(2, "x", ""), IsEmpty());
  EXPECT_THAT(c.feed(BaseWritten{ShardId{2}, base("")}), IsEmpty());
  EXPECT_EQ(c.state.pending->sources_missing.size(), 1U);
}

TEST(Coordinator, IgnoresAnswersThatComeBeforeTheirQuestion) {
  CoordinatorDriver c;
  c.to_prepare();
  EXPECT_THAT(c.written(0, "a", ""), IsEmpty());
  EXPECT_THAT(c.feed(ManifestWritten{CheckpointId{1}, checkpoint(1, 1, 5)}), IsEmpty());
  EXPECT_THAT(c.decided(), IsEmpty());
  EXPECT_TRUE(c.state.pending);
  EXPECT_TRUE(c.state.pending->manifest.shards[0].chain.empty());
}

// Hole 14: a delta of the same epoch number from an aborted timeline has another parent.
TEST(Coordinator, TakesNoDeltaThatDoesNotFollowTheChain) {
  CoordinatorDriver c;
  c.state.last.shards[0].chain = {delta("a", "", 0)};
  c.to_prepare();
  c.frozen(0, true);
  c.frozen(1);
  EXPECT_THAT(c.written(0, "b", "other"), IsEmpty());
  EXPECT_THAT(c.written(0, "", "a"), IsEmpty());
  EXPECT_THAT(c.feed(DeltaWritten{CheckpointId{1}, ShardId{0}, delta("b", "a", 2)}), IsEmpty());
  EXPECT_THAT(c.written(0, "b", "a"), ElementsAre("manifest 1 attempt 1"));
}

TEST(Coordinator, TakesNoManifestNameOfAnotherIncarnation) {
  CoordinatorDriver c;
  c.to_manifest();
  EXPECT_THAT(c.feed(ManifestWritten{CheckpointId{1}, checkpoint(1, 1, 4)}), IsEmpty());
  EXPECT_THAT(c.feed(ManifestWritten{CheckpointId{1}, checkpoint(2, 1, 5)}), IsEmpty());
  EXPECT_THAT(c.manifest_written(), ElementsAre("commit 1"));
}

// ---- bases ----

TEST(Coordinator, NamesABaseInTheNextManifestAndDropsTheChainUpToIt) {
  CoordinatorDriver c;
  c.state.last.shards[0].chain = {delta("a", "", 1), delta("b", "a", 2), delta("c", "b", 3)};
  c.feed(BaseWritten{ShardId{0}, base("b")});
  c.to_prepare();
  EXPECT_THAT(c.frozen(0, true), ElementsAre("delta 1 shard 0 after 'c' attempt 1"));
  c.frozen(1);
  c.written(0, "d", "c");
  const auto& shard = c.last_ordered<WriteManifest>().manifest.shards[0];
  EXPECT_EQ(shard.base, base("b"));
  EXPECT_THAT(shard.chain, ElementsAre(delta("c", "b", 3), delta("d", "c", 1)));
}

TEST(Coordinator, LetsADeltaFollowTheBaseWhenTheBaseHoldsTheWholeChain) {
  CoordinatorDriver c;
  c.state.last.shards[0].chain = {delta("a", "", 1)};
  c.feed(BaseWritten{ShardId{0}, base("a")});
  c.to_prepare();
  EXPECT_THAT(c.frozen(0, true), ElementsAre("delta 1 shard 0 after 'a' attempt 1"));
  EXPECT_THAT(c.state.pending->manifest.shards[0].chain, IsEmpty());
}

TEST(Coordinator, TakesABaseWhereTheChainBegins) {
  CoordinatorDriver c;
  c.feed(BaseWritten{ShardId{0}, base("")});
  c.to_barrier();
  EXPECT_EQ(c.state.pending->manifest.shards[0].base, base(""));
}

TEST(Coordinator, IgnoresABaseOfAnotherTimeline) {
  CoordinatorDriver c;
  c.state.last.shards[0].chain = {delta("a", "", 1)};
  c.feed(BaseWritten{ShardId{0}, base("elsewhere")});
  c.to_barrier();
  EXPECT_EQ(c.state.pending->manifest.shards[0].base, std::nullopt);
  EXPECT_EQ(c.state.pending->manifest.shards[0].chain.size(), 1U);
  EXPECT_TRUE(c.state.bases_ready.empty());
}

TEST(Coordinator, KeepsABaseThatComesDuringACheckpointForTheNextOne) {
  CoordinatorDriver c;
  c.state.last.shards[0].chain = {delta("a", "", 0)};
  c.to_barrier();
  c.feed(BaseWritten{ShardId{0}, base("a")});
  EXPECT_EQ(c.state.pending->manifest.shards[0].base, std::nullopt);
  c.passed();
  c.frozen(0, true);
  c.frozen(1);
  c.written(0, "b", "a");
  c.manifest_written();
  c.decided();
  c.to_barrier();
  EXPECT_EQ(c.state.pending->manifest.shards[0].base, base("a"));
  EXPECT_THAT(c.state.pending->manifest.shards[0].chain, ElementsAre(delta("b", "a", 1)));
}

TEST(Coordinator, TakesTheNewestOfTwoBases) {
  CoordinatorDriver c;
  c.state.last.shards[0].chain = {delta("a", "", 1), delta("b", "a", 2)};
  c.feed(BaseWritten{ShardId{0}, base("a")});
  c.feed(BaseWritten{ShardId{0}, base("b")});
  c.to_barrier();
  EXPECT_EQ(c.state.pending->manifest.shards[0].base, base("b"));
}

// ---- stopping ----

TEST(Coordinator, TakesALastCheckpointAtOnceWhenAskedToStop) {
  CoordinatorDriver c;
  EXPECT_THAT(c.feed(StopRequested{}), ElementsAre("barrier 1"));
  EXPECT_THAT(c.feed(StopRequested{}), IsEmpty());
  c.passed();
  c.frozen(0);
  c.frozen(1);
  EXPECT_EQ(c.last_ordered<WriteManifest>().manifest.trigger, "stop");
  c.manifest_written();
  EXPECT_THAT(c.decided(), ElementsAre("publish 1", "stop"));
  EXPECT_THAT(c.tick(1000s), IsEmpty());
  EXPECT_EQ(wake_at(c.state), MonotonicTime::max());
}

TEST(Coordinator, FinishesTheCheckpointInFlightAndTakesOneMoreBeforeItStops) {
  CoordinatorDriver c;
  c.to_decide();
  EXPECT_THAT(c.feed(StopRequested{}), IsEmpty());
  EXPECT_THAT(c.decided(), ElementsAre("publish 1", "barrier 2"));
  c.passed();
  c.frozen(0);
  c.frozen(1);
  EXPECT_EQ(c.last_ordered<WriteManifest>().manifest.trigger, "stop");
  c.manifest_written();
  EXPECT_THAT(c.decided(), ElementsAre("publish 2", "stop"));
}

}  // namespace
}  // namespace millrace::test
