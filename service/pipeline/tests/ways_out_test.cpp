// What an operator may order, and what a refusal offers: tried before anything is committed.
#include <gmock/gmock.h>

#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr RecoveryOrder kAccept{.from = std::nullopt, .accept_offsets = true};
RecoveryOrder back_to(CheckpointId id) { return {.from = id, .accept_offsets = false}; }

class WaysOut : public PipelineWorld {
 protected:
  void SetUp() override {
    auto keeping = std::string(kOrdersPipeline);
    keeping.replace(keeping.find("retain: 2"), 9, "retain: 1000");
    configure(keeping);
  }

  // The newest checkpoint after a run that has read one more record of user ada.
  CheckpointId read_one_more(std::int64_t ms) {
    order(0, "ada", 1, ms);
    const auto before = instruments->records_committed.load();
    const auto outcome = run_until([&] { return instruments->records_committed > before; });
    EXPECT_FALSE(outcome.error) << outcome.error->message();
    return parse_checkpoint_name(name_in_kafka())->id;
  }
  std::string name_in_kafka() { return broker.committed("world", {"orders", PartitionId{0}})->metadata; }

  Manifest newest_manifest() {
    const auto name = *parse_checkpoint_name(name_in_kafka());
    return *parse_manifest(*stored->find(manifest_object(name)), name);
  }
  // One flipped bit in the middle of every delta that was made after checkpoint `after`.
  void damage_deltas_since(CheckpointId after) {
    int damaged = 0;
    for (const auto& shard : newest_manifest().shards) {
      for (const auto& delta : shard.chain) {
        if (delta.epoch <= after) continue;
        stored->flip_bit(delta.file.object, delta.file.bytes / 2);
        ++damaged;
      }
    }
    ASSERT_GT(damaged, 0);
  }

  std::string refused(const RecoveryOrder& order) {
    const auto before = name_in_kafka();
    stop = false;
    const auto recovered = recover_now(order);
    EXPECT_EQ(name_in_kafka(), before) << "a refused attempt has committed something";
    EXPECT_FALSE(recovered) << "not refused";
    if (recovered) return {};
    EXPECT_EQ(recovered.error().stop, StopReason::kRefused);
    transaction.drop_handle();
    return recovered.error().message();
  }
  // The checkpoint that a refusal offers to go back to.
  static CheckpointId offered_by(const std::string& text) {
    constexpr std::string_view kOffer = "millrace run -c FILE --from ";
    const auto at = text.find(kOffer);
    EXPECT_NE(at, std::string::npos) << text;
    return CheckpointId{at == std::string::npos ? 0 : std::stoull(text.substr(at + kOffer.size()))};
  }
  void expect_that_it_runs(const RecoveryOrder& order = {}) {
    const auto before = instruments->completed.load();
    const auto outcome = run_until([&] { return instruments->completed != before; }, order);
    EXPECT_FALSE(outcome.error) << outcome.error->message();
  }
};

TEST_F(WaysOut, AnotherEventTimeUnderStoredStateIsRefused) {
  order(0, "ada", 3, 1000);
  run_until([&] { return instruments->records_committed == 1; });
  for (const auto& [was, now] :
       {std::pair("ts: timestamp }", "ts: timestamp(s) }"), std::pair("event_time: ts\n", "\n")}) {
    auto changed = std::string(kOrdersPipeline);
    changed.replace(changed.find(was), std::string_view(was).size(), now);
    configure(changed);
    const auto recovered = recover_now();
    ASSERT_FALSE(recovered);
    EXPECT_EQ(recovered.error().stop, StopReason::kRefused);
    EXPECT_THAT(recovered.error().message(), HasSubstr("event_time=ts"));
    transaction.drop_handle();
  }
}

TEST_F(WaysOut, GoingBackMakesWhatFollowedAgain) {
  const auto target = read_one_more(1000);
  order(0, "ada", 4, 1999);
  close_windows();
  run_until([&] { return visible() == 1; });
  const auto outcome = run_until([&] { return visible() == 2; }, back_to(target));
  EXPECT_FALSE(outcome.error) << outcome.error->message();
  const auto* ada = R"({"user_id":"ada","window_end":2000,"n":2,"total":5})";
  EXPECT_THAT(values(), ElementsAre(ada, ada));
}

TEST_F(WaysOut, ACommandLineThatIsStartedAgainGoesBackOnlyOnce) {
  const auto target = read_one_more(1000);
  read_one_more(1001);
  ASSERT_TRUE(recover_now(back_to(target)));
  transaction.drop_handle();
  const auto gone_back = name_in_kafka();
  const auto again = recover_now(back_to(target));
  ASSERT_TRUE(again) << again.error().message();
  transaction.drop_handle();
  EXPECT_EQ(name_in_kafka(), gone_back) << "nothing has followed it: it is resumed";

  read_one_more(1002);
  const auto done = parse_checkpoint_name(gone_back)->id;
  EXPECT_THAT(refused(back_to(target)),
              AllOf(HasSubstr("has gone back to it already"),
                    HasSubstr("millrace run -c FILE --from " + std::to_string(done.value) + " --yes")));
  expect_that_it_runs(back_to(done));
}

TEST_F(WaysOut, GoingBackToRecordsThatAreGoneIsRefusedBeforeAnythingIsCommitted) {
  const auto target = read_one_more(1000);
  read_one_more(1001);
  read_one_more(1002);
  broker.delete_records_before({"orders", PartitionId{0}}, Offset{2});
  EXPECT_THAT(refused(back_to(target)), HasSubstr("the partition holds 2 to 3"));
  expect_that_it_runs();
}

TEST_F(WaysOut, GoingBackToAnotherRecordThanTheOneConsumedIsRefusedBeforeAnythingIsCommitted) {
  broker.set_topic_id("orders", kNoTopicId);
  const auto target = read_one_more(1000);
  read_one_more(1001);
  broker.delete_topic("orders");
  broker.create_topic("orders", 2);
  broker.set_topic_id("orders", kNoTopicId);
  order(0, "eve", 9, 1000);
  order(0, "eve", 9, 1000);
  EXPECT_THAT(refused(back_to(target)), HasSubstr("not the one consumed there"));
}

TEST_F(WaysOut, GoingBackToStateThatCannotBeLoadedIsRefusedBeforeAnythingIsCommitted) {
  const auto target = read_one_more(1000);
  read_one_more(1001);
  damage_deltas_since(CheckpointId{0});
  EXPECT_THAT(refused(back_to(target)), HasSubstr("deltas/"));
}

TEST_F(WaysOut, ARehearsalSaysWhatGoingBackWouldMeetAndCommitsNothing) {
  const auto target = read_one_more(1000);
  read_one_more(1001);
  const auto before = name_in_kafka();
  const auto objects = stored->all().size();
  EXPECT_TRUE(rehearse_now(back_to(target)));
  damage_deltas_since(CheckpointId{0});
  const auto refusal = rehearse_now(back_to(target));
  ASSERT_FALSE(refusal);
  EXPECT_THAT(refusal.error().message(), HasSubstr("deltas/"));
  EXPECT_EQ(name_in_kafka(), before);
  EXPECT_EQ(stored->all().size(), objects);
}

TEST_F(WaysOut, ADamagedDeltaIsAnsweredWithTheNewestCheckpointThatCanBeLoaded) {
  const auto whole = read_one_more(1000);
  read_one_more(1001);
  read_one_more(1002);
  damage_deltas_since(whole);
  const auto text = refused({});
  EXPECT_THAT(text, HasSubstr("millrace run -c FILE --accept-offsets --yes"));
  const auto offered = offered_by(text);
  EXPECT_GE(offered, whole);
  expect_that_it_runs(back_to(offered));
}

TEST_F(WaysOut, ADamagedManifestIsAnsweredWithACheckpointThatCanBeLoaded) {
  read_one_more(1000);
  read_one_more(1001);
  stored->flip_bit(manifest_object(*parse_checkpoint_name(name_in_kafka())), 20);
  expect_that_it_runs(back_to(offered_by(refused({}))));
}

TEST_F(WaysOut, WhereNoCheckpointCanBeLoadedTheOffsetsCanBeAccepted) {
  read_one_more(1000);
  damage_deltas_since(CheckpointId{0});
  const auto newest = manifest_object(*parse_checkpoint_name(name_in_kafka()));
  for (const auto& [name, bytes] : stored->all()) {
    if (name.starts_with("manifests/") && name != newest) stored->erase(name);
  }
  EXPECT_THAT(refused({}), AllOf(Not(HasSubstr("--from")), HasSubstr("no stored checkpoint can be loaded"),
                                 HasSubstr("millrace run -c FILE --accept-offsets --yes")));
  expect_that_it_runs(kAccept);
}

TEST_F(WaysOut, LostOffsetsAreAnsweredWithTheNewestCheckpointThatIsKnownToBeCommitted) {
  read_one_more(1000);
  const auto newest = read_one_more(1001);
  for (int partition = 0; partition < 2; ++partition)
    broker.set_committed("world", {"orders", PartitionId{partition}}, std::nullopt);
  stop = false;
  const auto recovered = recover_now();
  ASSERT_FALSE(recovered);
  const auto offered = offered_by(recovered.error().message());
  EXPECT_LT(offered, newest) << "nothing follows the newest: its transaction may have been aborted";
  transaction.drop_handle();
  expect_that_it_runs(back_to(offered));
}

TEST_F(WaysOut, ALostStoreOffersNoCheckpoint) {
  read_one_more(1000);
  for (const auto& [name, bytes] : stored->all()) stored->erase(name);
  EXPECT_THAT(refused({}),
              AllOf(HasSubstr("Bring the storage back. Or start with empty state"), Not(HasSubstr("--from")),
                    HasSubstr("no stored checkpoint is known to have been committed")));
}

// Whoever compares two runs by their incarnations must find the later one greater, whatever became of the store.
TEST_F(WaysOut, AfterALostStoreIncarnationsGoOnFromTheOneThatKafkaNames) {
  read_one_more(1000);
  read_one_more(1001);
  const auto lost = parse_checkpoint_name(name_in_kafka())->incarnation;
  for (const auto& [name, bytes] : stored->all()) stored->erase(name);
  const auto recovered = recover_now(kAccept);
  ASSERT_TRUE(recovered) << recovered.error().message();
  EXPECT_GT(parse_checkpoint_name(name_in_kafka())->incarnation, lost);
  EXPECT_GT(recovered->incarnation, parse_checkpoint_name(name_in_kafka())->incarnation);
}

TEST_F(WaysOut, ATopicThatWasMadeAgainIsCalledThatAlsoWithoutOffsets) {
  read_one_more(1000);
  broker.set_topic_id("orders", "another");
  for (int partition = 0; partition < 2; ++partition)
    broker.set_committed("world", {"orders", PartitionId{partition}}, std::nullopt);
  stop = false;
  const auto recovered = recover_now();
  ASSERT_FALSE(recovered);
  EXPECT_THAT(recovered.error().message(), HasSubstr("topic orders was deleted and made again"));
}

// What was unmounted or deleted under a run is not made anew: its checkpoints could never be loaded.
TEST_F(WaysOut, AStoreThatVanishesUnderARunTakesNoMoreCheckpoints) {
  read_one_more(1000);
  std::atomic<bool> gone{false};
  order(0, "ada", 1, 1001);
  const auto before = instruments->completed.load();
  const auto outcome = run_until([&] {
    if (instruments->completed < before + 2 || gone.exchange(true)) return false;
    for (const auto& [name, bytes] : stored->all()) stored->erase(name);
    return false;
  });
  EXPECT_EQ(outcome.next, Outcome::Next::kRecover);
  ASSERT_TRUE(outcome.error);
  EXPECT_THAT(outcome.error->message(), HasSubstr("is no longer there"));
  EXPECT_THAT(refused({}), HasSubstr("the store does not hold it"));
}

TEST_F(WaysOut, AcceptedOffsetsThatHaveExpiredBeginWhereThePartitionDoes) {
  read_one_more(1000);
  order(0, "bob", 5, 1500);
  order(0, "ada", 4, 1999);
  broker.delete_records_before({"orders", PartitionId{0}}, Offset{2});
  EXPECT_THAT(refused({}), HasSubstr("the partition holds 2 to 3"));
  close_windows();
  const auto where = HasSubstr("orders[0]: reading begins at offset 2 (committed is 1, but the records before 2");
  told.clear();
  EXPECT_TRUE(rehearse_now(kAccept));
  EXPECT_THAT(told, Contains(where)) << "before it is done";
  told.clear();
  const auto outcome = run_until([&] { return visible() == 1; }, kAccept);
  EXPECT_FALSE(outcome.error) << outcome.error->message();
  EXPECT_THAT(told, Contains(where)) << "and when it is";
  EXPECT_THAT(values(), ElementsAre(R"({"user_id":"ada","window_end":2000,"n":1,"total":4})"));
}

TEST_F(WaysOut, AcceptedOffsetsBeyondThePartitionsEndAreRefusedWithTheCommandThatMovesThem) {
  read_one_more(1000);
  broker.set_committed("world", {"orders", PartitionId{0}}, Offset{70});
  EXPECT_THAT(refused(kAccept),
              HasSubstr("kafka-consumer-groups --bootstrap-server unused:9092 --group world --topic orders:0 "
                        "--reset-offsets --to-earliest --execute"));
}

TEST_F(WaysOut, AcceptingWhereNothingIsRefusedStopsInsteadOfKeepingTheState) {
  read_one_more(1000);
  EXPECT_THAT(refused(kAccept), AllOf(HasSubstr("nothing had to be accepted"), HasSubstr("millrace run -c FILE.")));
}

TEST_F(WaysOut, AcceptingAgainRightAfterItWasDoneGoesOn) {
  read_one_more(1000);
  for (int partition = 0; partition < 2; ++partition)
    broker.set_committed("world", {"orders", PartitionId{partition}}, Offset{0});
  ASSERT_TRUE(recover_now(kAccept));
  transaction.drop_handle();
  const auto again = recover_now(kAccept);
  EXPECT_TRUE(again) << again.error().message();
}

TEST_F(WaysOut, ARefusalNamesTheStore) {
  read_one_more(1000);
  EXPECT_THAT(refused(back_to(CheckpointId{70'000})), HasSubstr("checkpoint 70000 in memory://test"));
}

TEST_F(WaysOut, ATopicOfAnotherNameIsCalledThat) {
  read_one_more(1000);
  auto renamed = std::string(kOrdersPipeline);
  renamed.replace(renamed.find("topic: orders"), 13, "topic: o2");
  configure(renamed);
  EXPECT_THAT(refused({}), AllOf(HasSubstr("source orders reads topic o2 now"), HasSubstr("Set topic: orders"),
                                 Not(HasSubstr("expired"))));
}

TEST_F(WaysOut, ATopicThatNeverWasIsAskedForAndOneThatIsGoneIsRefused) {
  broker.delete_topic("orders");
  const auto never = recover_now();
  ASSERT_FALSE(never);
  transaction.drop_handle();
  EXPECT_EQ(never.error().stop, StopReason::kConfiguration);
  EXPECT_THAT(never.error().message(), HasSubstr("Create the topic, or grant"));

  broker.create_topic("orders", 2);
  const auto reader = read_one_more(1000);
  broker.delete_topic("orders");
  const auto gone = recover_now();
  ASSERT_FALSE(gone);
  transaction.drop_handle();
  EXPECT_EQ(gone.error().stop, StopReason::kRefused);
  EXPECT_THAT(gone.error().message(), AllOf(HasSubstr("checkpoint " + std::to_string(reader.value) + " has read it"),
                                            HasSubstr("take the source out of the pipeline file"),
                                            HasSubstr("millrace run -c FILE --accept-offsets --yes")));
  broker.create_topic("orders", 2);
  for (int partition = 0; partition < 2; ++partition)  // what the broker does when it deletes a topic
    broker.set_committed("world", {"orders", PartitionId{partition}}, std::nullopt);
  expect_that_it_runs(kAccept);
}

TEST_F(WaysOut, AChangedQueryShowsBothForms) {
  read_one_more(1000);
  auto changed = std::string(kOrdersPipeline);
  changed.replace(changed.find("tumble('1 second')"), 18, "tumble('2 second')");
  configure(changed);
  EXPECT_THAT(refused({}), AllOf(HasSubstr("window=tumble 1000 ms"), HasSubstr("window=tumble 2000 ms")));
}

TEST_F(WaysOut, AnAddedSourceBeginsWhereItsStartSays) {
  read_one_more(1000);
  auto added = std::string(kOrdersPipeline);
  added.replace(added.find("queries:"), 9,
                "  visits: { topic: visits, columns: { page: text }, start: latest }\n"
                "queries:\n"
                "  pages: { sql: SELECT page FROM visits, sink: { topic: pages } }\n");
  configure(added);
  broker.append({"visits", PartitionId{0}}, {std::nullopt, R"({"page":"a"})", 1'700'000'000'000});
  stop = false;
  const auto recovered = recover_now();
  ASSERT_TRUE(recovered) << recovered.error().message();
  const auto visits = std::ranges::find(recovered->manifest.positions, "visits", &PartitionPosition::topic);
  ASSERT_NE(visits, recovered->manifest.positions.end());
  EXPECT_EQ(visits->next, Offset{1});
}

}  // namespace
}  // namespace millrace::test
