#include "service/stored_checkpoints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checkpoint/manifest_composition.h"
#include "checkpoint/tests/memory_store.h"
#include "service/tests/stored_manifests.h"

namespace millrace {
namespace {

using ::millrace::test::MemoryStore;
using ::millrace::test::StoreOperation;
using ::testing::HasSubstr;

TEST(StoredCheckpoints, AreListedNewestFirst) {
  MemoryStore store;
  for (const std::uint64_t id : {2U, 10U, 9U}) store_manifest(store, manifest_of(id, 1));
  const auto checkpoints = read_stored_checkpoints(store);
  ASSERT_TRUE(checkpoints);
  ASSERT_EQ(checkpoints->size(), 3U);
  EXPECT_EQ((*checkpoints)[0].name.id, CheckpointId{10});
  EXPECT_EQ((*checkpoints)[2].name.id, CheckpointId{2});
}

TEST(StoredCheckpoints, AreNotConfusedByOtherObjects) {
  MemoryStore store;
  const std::string_view pieces[] = {"x"};
  ASSERT_TRUE(store.put("manifests/readme.txt", pieces));
  ASSERT_TRUE(store.put("deltas/0/1-abc.delta", pieces));
  EXPECT_TRUE(read_stored_checkpoints(store)->empty());
}

TEST(StoredCheckpoints, ShowDamageInsteadOfHidingTheCheckpoint) {
  MemoryStore store;
  const CheckpointName name = store_manifest(store, manifest_of(7, 1));
  store.objects().flip_bit(manifest_object(name), 20);
  const auto checkpoints = read_stored_checkpoints(store);
  ASSERT_EQ(checkpoints->size(), 1U);
  EXPECT_FALSE((*checkpoints)[0].manifest);
  EXPECT_THAT(format_details((*checkpoints)[0]), HasSubstr("checkpoint 7 is not readable"));
}

TEST(StoredCheckpoints, SayWhyTheStoreCannotBeRead) {
  MemoryStore store;
  store.fail(StoreOperation::kList, 1, "Input/output error");
  const auto checkpoints = read_stored_checkpoints(store);
  ASSERT_FALSE(checkpoints);
  EXPECT_THAT(checkpoints.error().message(), HasSubstr("Input/output error"));
}

TEST(StoredCheckpoints, ShowEverythingAboutOne) {
  Manifest manifest = manifest_of(41, 1500);
  manifest.parent = "millrace1.40.3.0";
  manifest.shards[0].watermarks[QueryId{0}] = event_time(1'700'000'060'000);
  manifest.shards[0].chain.push_back({"d1", "", CheckpointId{41}, {"deltas/0/3-d1.delta", "", 2048, "c"}});
  manifest.shards[0].base = BaseRef{"rocksdb", "d0", {{"bases/0/3-b.sst", "b.sst", 1'048'576, "c"}}};
  const StoredCheckpoint checkpoint{{manifest.id, manifest.incarnation, 1, 2}, manifest};
  const std::string text = format_details(checkpoint);
  EXPECT_THAT(text, HasSubstr("checkpoint 41 of orders-per-user"));
  EXPECT_THAT(text, HasSubstr("parent millrace1.40.3.0"));
  EXPECT_THAT(text, HasSubstr("created 2023-11-14 22:14:01Z by interval, incarnation 3"));
  EXPECT_THAT(text, HasSubstr("orders[0]: next offset 1500, highest event time 2023-11-14 22:13:20Z"));
  EXPECT_THAT(text, HasSubstr("query totals: watermark 2023-11-14 22:14:20Z"));
  EXPECT_THAT(text, HasSubstr("shard 0: base of 1 file, 1.0 MiB; 1 delta, 2.0 KiB"));
  EXPECT_EQ(stored_bytes(manifest), 2048U + 1'048'576U);
}

TEST(StoredCheckpoints, ShowAWatermarkOnlyOnceEveryShardHasOne) {
  Manifest manifest = manifest_of(1, 1);
  manifest.shards.resize(2);
  manifest.shards[0].watermarks[QueryId{0}] = event_time(1'700'000'060'000);
  const StoredCheckpoint checkpoint{{manifest.id, manifest.incarnation, 1, 2}, manifest};
  EXPECT_THAT(format_details(checkpoint), HasSubstr("query totals: watermark none yet"));
}

StoredCheckpoint stored(std::uint64_t id, std::int64_t offset) {
  return {{CheckpointId{id}, Incarnation{3}, 1, id}, manifest_of(id, offset)};
}

TEST(GoingBack, SaysWhatIsReadAgainAndWrittenTwice) {
  const std::string text = format_going_back(stored(41, 300), stored(57, 1500));
  EXPECT_THAT(text, HasSubstr("checkpoint 41 of 2023-11-14 22:14:01Z"));
  EXPECT_THAT(text, HasSubstr("checkpoint 57"));
  EXPECT_THAT(text, HasSubstr("orders[0]: 1200 offsets, 300 to 1500, are read again"));
  EXPECT_THAT(text, HasSubstr("see them twice"));
}

TEST(Ledger, IsShownInWordsThatAddUp) {
  StoredCheckpoint checkpoint = stored(57, 1500);
  EXPECT_THAT(format_details(checkpoint), ::testing::Not(HasSubstr("ledger"))) << "of an older version";
  checkpoint.manifest->ledger.emplace();
  auto& ledger = *checkpoint.manifest->ledger;
  ledger.sources["orders"] = {100, 98, 2};
  ledger.queries[QueryId{0}] = {.decoded = 98,
                                .rejected = 1,
                                .filtered = 7,
                                .aggregated = 87,
                                .late = 3,
                                .panes_opened = 12,
                                .panes_expired = 10,
                                .panes_live = 2,
                                .rows = 40};
  ledger.rows_sent = 40;
  const auto text = format_details(checkpoint);
  EXPECT_THAT(text, HasSubstr("ledger of source orders: 100 records read = 98 decoded + 2 rejected\n"));
  EXPECT_THAT(text, HasSubstr("ledger of query totals: 98 records decoded = 1 rejected + 7 filtered + 0 passed + 87 "
                              "aggregated + 3 late; 12 panes opened = 10 expired + 2 live; 40 rows\n"));
  EXPECT_THAT(text, HasSubstr("ledger of the sink: 40 rows sent\n"));
}

TEST(GoingBack, SaysWhichPartitionsTheCheckpointDidNotKnow) {
  StoredCheckpoint newest = stored(57, 1500);
  newest.manifest->positions.push_back({"orders", "orders", PartitionId{1}, Offset{5}, kNoEventTime, {}});
  EXPECT_THAT(format_going_back(stored(41, 300), newest), HasSubstr("orders[1]: not known to that checkpoint"));
}

TEST(GoingBack, SaysThatTheCheckpointIsDamaged) {
  StoredCheckpoint damaged = stored(41, 300);
  damaged.manifest = std::unexpected(Error{.attempted = "read", .object = "x", .cause = "flipped", .remedy = ""});
  EXPECT_THAT(format_going_back(damaged, stored(57, 1)), HasSubstr("41 is not readable"));
}

TEST(AcceptingOffsets, SaysWhatIsLostAndWhereItStood) {
  Config config;
  config.name = "orders-per-user";
  const StoredCheckpoint newest = stored(57, 1500);
  const std::string text = format_accepting_offsets(config, &newest);
  EXPECT_THAT(text, HasSubstr("group 'orders-per-user'"));
  EXPECT_THAT(text, HasSubstr("orders[0]: offset 1500"));
  EXPECT_THAT(text, HasSubstr("skipped"));
  EXPECT_THAT(text, HasSubstr("lost"));
  EXPECT_THAT(format_accepting_offsets(config, nullptr), HasSubstr("empty state"));
}

}  // namespace
}  // namespace millrace
