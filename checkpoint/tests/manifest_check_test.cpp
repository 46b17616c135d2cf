// A loaded manifest against what Kafka committed and what is configured.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checkpoint/query_ids.h"
#include "checkpoint/recovery_plan.h"
#include "checkpoint/tests/builders.h"

namespace millrace::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Given {
  Given() {
    m = manifest(41, to_string(checkpoint(40)));
    m.positions = {position(0, 10), position(1, 20)};
    m.queries = {query("per_user", 0), query("per_shop", 1)};
    m.next_query_id = 2;
    m.shards[1].base = base("b", "rocksdb");
    expected = {"orders-per-user", 2, "rocksdb", {query("per_user", 0), query("per_shop", 0)}};
    kafka = {committed(0, 10, name(m)), committed(1, 20, name(m))};
  }

  RefusedRecovery refused() const {
    const auto result = check_manifest(m, kafka, expected);
    EXPECT_FALSE(result);
    if (result) return {};
    EXPECT_EQ(result.error().error.stop, StopReason::kRefused);
    EXPECT_EQ(result.error().error.reaction, Reaction::kStop);
    EXPECT_EQ(result.error().error.object, "checkpoint 41");
    return result.error();
  }
  std::vector<std::int32_t> new_partitions() const {
    const auto result = check_manifest(m, kafka, expected);
    EXPECT_TRUE(result) << (result ? "" : result.error().error.message());
    std::vector<std::int32_t> partitions;
    for (const auto& p : result.value()) partitions.push_back(p.partition.value);
    return partitions;
  }

  Manifest m;
  ExpectedPipeline expected;
  std::vector<CommittedPosition> kafka;
};

TEST(ManifestCheck, FindsNothingNewWhereAllAgrees) { EXPECT_THAT(Given().new_partitions(), IsEmpty()); }

// Hole 9: the offsets were moved by a tool that keeps metadata, or by hand.
TEST(ManifestCheck, RefusesOffsetsThatAreNotTheManifests) {
  Given g;
  g.kafka[1].offset = Offset{19};
  const auto refusal = g.refused();
  EXPECT_EQ(refusal.reason, Refusal::kOffsetsMoved);
  EXPECT_THAT(refusal.error.message(),
              AllOf(HasSubstr("orders[1] of source orders: found 19, expected 20"),
                    HasSubstr("millrace run -c FILE --from 41 --yes"), HasSubstr("--accept-offsets --yes")));
}

// Hole 10: the records may be the same ones, the topic is not.
TEST(ManifestCheck, RefusesATopicOfAnotherId) {
  Given g;
  g.m.topic_ids = {{"orders", "old-id"}};
  g.expected.topic_ids = {{"orders", "new-id"}};
  const auto refusal = g.refused();
  EXPECT_EQ(refusal.reason, Refusal::kTopicMadeAgain);
  EXPECT_THAT(refusal.error.message(),
              AllOf(HasSubstr("topic orders was deleted and made again"), HasSubstr("found the topic id new-id"),
                    HasSubstr("expected old-id"), HasSubstr("--accept-offsets --yes")));
  EXPECT_EQ(check_going_back(g.m, g.kafka, g.expected).error().reason, Refusal::kTopicMadeAgain);
}

// The broker forgets the offsets with the topic: that alone would read as if they had expired.
TEST(ManifestCheck, TellsATopicMadeAgainFromOffsetsThatExpired) {
  Given g;
  g.m.topic_ids = {{"orders", "old-id"}};
  g.expected.topic_ids = {{"orders", "new-id"}};
  g.kafka[0].offset.reset();
  EXPECT_EQ(g.refused().reason, Refusal::kTopicMadeAgain);
}

TEST(ManifestCheck, JudgesATopicOnlyWhereBothIdsAreKnown) {
  Given g;
  g.m.topic_ids = {{"orders", "id"}};
  EXPECT_THAT(g.new_partitions(), IsEmpty()) << "the broker tells none";
  g.expected.topic_ids = {{"orders", "id"}, {"visits", "another"}};
  EXPECT_THAT(g.new_partitions(), IsEmpty()) << "the same id, and a source that was added";
  g.m.topic_ids = {};
  EXPECT_THAT(g.new_partitions(), IsEmpty()) << "an older version wrote the manifest";
}

// Hole 11: a partition that was added begins at its beginning, with empty state.
TEST(ManifestCheck, ReturnsPartitionsThatWereAdded) {
  Given g;
  g.kafka.push_back(committed(2, {}));
  g.kafka.push_back(committed(3, {}));
  EXPECT_THAT(g.new_partitions(), ElementsAre(2, 3));
}

// Hole 11 and 8: a known partition without an offset is not new, its offset has expired.
TEST(ManifestCheck, RefusesAKnownPartitionWithoutAnOffset) {
  Given g;
  g.kafka[0].offset.reset();
  const auto refusal = g.refused();
  EXPECT_EQ(refusal.reason, Refusal::kPartitionLost);
  EXPECT_THAT(refusal.error.message(), AllOf(HasSubstr("no committed offset for orders[0]"), HasSubstr("expected 10"),
                                             HasSubstr("--from 41 --yes"), HasSubstr("--accept-offsets --yes")));
}

TEST(ManifestCheck, RefusesAPartitionThatIsGone) {
  Given g;
  g.kafka.pop_back();
  const auto refusal = g.refused();
  EXPECT_EQ(refusal.reason, Refusal::kPartitionLost);
  EXPECT_THAT(refusal.error.message(), AllOf(HasSubstr("orders[1]"), HasSubstr("--accept-offsets --yes")));
}

// State of another source is kept by other queries, whose plans name it.
TEST(ManifestCheck, RefusesASourceThatWasRenamed) {
  Given g;
  for (auto& p : g.kafka) p.source = "renamed";
  EXPECT_EQ(g.refused().reason, Refusal::kPartitionLost);
}

TEST(ManifestCheck, RefusesAnOffsetOfAPartitionThatTheManifestHasNeverRead) {
  Given g;
  g.kafka.push_back(committed(2, 5, name(g.m)));
  EXPECT_EQ(g.refused().reason, Refusal::kOffsetsMoved);
}

TEST(ManifestCheck, RefusesAnotherPipelinesState) {
  Given g;
  g.expected.pipeline = "other";
  EXPECT_EQ(g.refused().reason, Refusal::kPlanChanged);
  EXPECT_THAT(g.refused().error.message(), AllOf(HasSubstr("'orders-per-user'"), HasSubstr("'other'")));
}

TEST(ManifestCheck, RefusesAnotherNumberOfShards) {
  Given g;
  g.expected.shards = 4;
  EXPECT_EQ(g.refused().reason, Refusal::kPlanChanged);
  EXPECT_THAT(g.refused().error.message(), AllOf(HasSubstr("2 shards"), HasSubstr("Set state.shards: 2")));
}

TEST(ManifestCheck, RefusesAnotherBackendWhereABaseIsStored) {
  Given g;
  g.expected.backend = "memory";
  EXPECT_EQ(g.refused().reason, Refusal::kPlanChanged);
  EXPECT_THAT(g.refused().error.message(), AllOf(HasSubstr("'rocksdb'"), HasSubstr("Set state.backend: rocksdb")));
  g.m.shards[1].base.reset();
  EXPECT_THAT(g.new_partitions(), IsEmpty());  // deltas belong to no backend
}

TEST(ManifestCheck, RefusesAChangedQueryByItsName) {
  Given g;
  g.expected.queries[1].fingerprint = "f2";
  EXPECT_EQ(g.refused().reason, Refusal::kPlanChanged);
  EXPECT_THAT(g.refused().error.message(),
              AllOf(HasSubstr("'per_shop'"), HasSubstr("another name"), HasSubstr("--accept-offsets --yes")));
  g.expected.queries[1].fingerprint = "f1";
  g.expected.queries[1].layout = "sum";
  EXPECT_THAT(g.refused().error.message(), AllOf(HasSubstr("'count'"), HasSubstr("'sum'")));
}

TEST(ManifestCheck, TakesAddedAndRemovedQueries) {
  Given g;
  g.expected.queries = {query("per_user", 0), query("new", 0, "f9")};
  EXPECT_THAT(g.new_partitions(), IsEmpty());
}

TEST(ManifestCheck, RefusesAnAddedQueryWhenNoIdIsLeft) {
  Given g;
  g.m.next_query_id = UINT16_MAX;
  EXPECT_THAT(g.new_partitions(), IsEmpty());
  g.expected.queries.push_back(query("new", 0));
  EXPECT_EQ(g.refused().reason, Refusal::kPlanChanged);
}

// ---- going back ----

TEST(ManifestCheck, AllowsGoingBackWhateverTheOffsetsAre) {
  Given g;
  g.kafka = {committed(0, 99, "x"), committed(1, {})};
  EXPECT_TRUE(check_going_back(g.m, g.kafka, g.expected));
}

// Otherwise the added partition would keep the name of the checkpoint that was left: refused at the next start.
TEST(ManifestCheck, ReturnsEveryPartitionThatTheOldManifestDoesNotKnow) {
  Given g;
  g.kafka.push_back(committed(2, 5, checkpoint(57)));
  g.kafka.push_back(committed(3, {}));
  const auto unknown = check_going_back(g.m, g.kafka, g.expected);
  ASSERT_TRUE(unknown);
  ASSERT_EQ(unknown->size(), 2U);
  EXPECT_EQ((*unknown)[0].partition, PartitionId{2});
  EXPECT_EQ((*unknown)[1].partition, PartitionId{3});
}

TEST(ManifestCheck, RefusesGoingBackToWhatCouldNotBeResumed) {
  Given g;
  g.kafka.pop_back();
  EXPECT_EQ(check_going_back(g.m, g.kafka, g.expected).error().reason, Refusal::kPartitionLost);
  g = Given();
  g.expected.queries[0].fingerprint = "f2";
  EXPECT_EQ(check_going_back(g.m, g.kafka, g.expected).error().reason, Refusal::kPlanChanged);
}

// ---- query ids ----

TEST(QueryIds, StayWithTheirNames) {
  Given g;
  const auto ids = assign_query_ids(g.m, {query("per_shop", 0, "f1"), query("per_user", 0, "f1")});
  EXPECT_THAT(ids.queries, ElementsAre(query("per_shop", 1), query("per_user", 0)));
  EXPECT_EQ(ids.next_query_id, 2);
  EXPECT_THAT(ids.added, IsEmpty());
  EXPECT_THAT(ids.removed, IsEmpty());
}

TEST(QueryIds, AreNewForAnAddedQueryAndKeptFromOthersForARemovedOne) {
  Given g;
  const auto ids = assign_query_ids(g.m, {query("per_user", 0), query("new", 0, "f9", "sum")});
  EXPECT_THAT(ids.queries, ElementsAre(query("per_user", 0), query("new", 2, "f9", "sum")));
  EXPECT_EQ(ids.next_query_id, 3);
  EXPECT_THAT(ids.added, ElementsAre("new"));
  EXPECT_THAT(ids.removed, ElementsAre("per_shop"));
}

// What was removed has lost its state; under its old id it would find leftovers of it.
TEST(QueryIds, AreNeverUsedAgainEvenForTheSameName) {
  Given g;
  const auto without = assign_query_ids(g.m, {query("per_user", 0)});
  g.m.queries = without.queries;
  g.m.next_query_id = without.next_query_id;
  const auto again = assign_query_ids(g.m, {query("per_user", 0), query("per_shop", 0)});
  EXPECT_THAT(again.queries, ElementsAre(query("per_user", 0), query("per_shop", 2)));
  EXPECT_THAT(again.added, ElementsAre("per_shop"));
}

TEST(QueryIds, BeginAtZeroForAFirstStart) {
  const auto ids = assign_query_ids(Manifest{}, {query("a", 9), query("b", 9)});
  EXPECT_THAT(ids.queries, ElementsAre(query("a", 0), query("b", 1)));
  EXPECT_EQ(ids.next_query_id, 2);
}

}  // namespace
}  // namespace millrace::test
