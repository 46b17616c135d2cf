// The protocol with real threads, between fakes. The same with a real broker and real kills: integration-tests/.
#include <gmock/gmock.h>

#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr auto kUser = R"({"user_id":"ada","window_end":2000,"n":2,"total":7})";
constexpr auto kOther = R"({"user_id":"bob","window_end":2000,"n":1,"total":5})";

using Pipeline = PipelineWorld;

TEST_F(Pipeline, WritesEachWindowOnceWhenTheWatermarkHasPassedIt) {
  order(0, "ada", 3, 1000);
  order(0, "ada", 4, 1999);
  order(1, "bob", 5, 1500);
  close_windows();
  const auto outcome = run_until([&] { return visible() == 2; });
  EXPECT_FALSE(outcome.error) << outcome.error->message();
  EXPECT_THAT(values(), UnorderedElementsAre(kUser, kOther));
}

TEST_F(Pipeline, TellsHowFarItIsBehind) {
  order(0, "ada", 3, 1000);
  order(1, "bob", 4, 1000);
  const auto caught_up = [&] {
    const auto lags = counters->sources[0].lags.read();
    return lags.size() == 2 && std::ranges::all_of(lags, [](const PartitionLag& lag) {
             return lag.end == Offset{1} && lag.position == lag.end;
           });
  };
  const auto outcome = run_until(caught_up);
  EXPECT_FALSE(outcome.error);
  EXPECT_TRUE(caught_up());
}

TEST_F(Pipeline, TakesACheckpointThatSomebodyAsksForWithoutWaitingForTheInterval) {
  config.checkpoint.interval = std::chrono::hours(1);
  order(0, "ada", 3, 1000);
  const auto ticket = board->requests.ask();
  const auto outcome = run_until([&] { return board->requests.wait_for_end(ticket, Millis{0}).is_final(); });
  EXPECT_FALSE(outcome.error);
  EXPECT_TRUE(board->requests.wait_for_end(ticket, Millis{0}).committed);
  const auto records = board->checkpoints.newest(10);
  EXPECT_THAT(records, Contains(::testing::Field(&CheckpointRecord::trigger, "request")));
}

TEST_F(Pipeline, ShowsWhatItsQueriesHoldAndItsCheckpointsDid) {
  order(0, "ada", 3, 1000);
  order(1, "bob", 4, 1000);
  const auto shown = [&] {
    std::uint64_t keys = 0;
    for (const auto& shard : board->shards) {
      for (const auto& view : shard.read() ? *shard.read() : std::vector<QueryStateView>{}) keys += view.keys;
    }
    return keys == 2;
  };
  run_until([&] { return shown() && board->checkpoints.counts().completed >= 2; });
  EXPECT_TRUE(shown());
  EXPECT_THAT(*board->query_ids.read(), ElementsAre(::testing::Pair("totals", QueryId{0})));
  EXPECT_EQ(board->committed.read()->positions.size(), 2U);
}

TEST_F(Pipeline, TimesThePhasesOfACheckpointOneAfterTheOther) {
  order(0, "ada", 3, 1000);
  run_until([&] { return board->checkpoints.counts().completed >= 1; });
  const auto times = board->checkpoints.last_completed()->result.times;
  for (const auto phase : {times.align, times.snapshot, times.upload, times.flush, times.commit}) {
    EXPECT_GE(phase.count(), 0);
  }
  EXPECT_LE(times.align + times.snapshot + times.upload + times.flush + times.commit, times.total);
  EXPECT_GT(times.total.count(), 0);
}

TEST_F(Pipeline, CommitsTheCheckpointsNameWithEveryOffset) {
  order(0, "ada", 3, 1000);
  run_until([&] { return instruments->completed >= 2; });
  const auto zero = broker.committed("world", {"orders", PartitionId{0}});
  const auto one = broker.committed("world", {"orders", PartitionId{1}});
  ASSERT_TRUE(zero && one);
  EXPECT_EQ(zero->offset, Offset{1});
  EXPECT_EQ(one->offset, Offset{0});
  EXPECT_EQ(zero->metadata, one->metadata);
  const auto name = parse_checkpoint_name(zero->metadata);
  ASSERT_TRUE(name);
  EXPECT_TRUE(stored->find(manifest_object(*name)));
}

TEST_F(Pipeline, ResumesWithTheStateThatItsOffsetsName) {
  order(0, "ada", 3, 1000);
  run_until([&] { return instruments->completed >= 2; });
  order(0, "ada", 4, 1999);
  close_windows();
  run_until([&] { return visible() == 1; });
  EXPECT_THAT(values(), ElementsAre(kUser));
}

TEST_F(Pipeline, AnAbortedTransactionShowsNothingAndIsMadeAgain) {
  order(0, "ada", 3, 1000);
  order(0, "ada", 4, 1999);
  close_windows();
  run_until([&] { return instruments->completed >= 1; });
  broker.fail_next(FakeCall::kSendOffsets, fake_error(Reaction::kAbort));
  order(0, "ada", 1, 9'100'000);
  const auto outcome = run_until([] { return false; });
  EXPECT_EQ(outcome.next, Outcome::Next::kRecover);
  run_until([&] { return instruments->completed >= 4; });
  EXPECT_THAT(values(), ElementsAre(kUser));
}

TEST_F(Pipeline, RefusesToRunWithoutTheTopicOfASink) {
  broker.delete_topic("totals");
  const auto recovered = recover_now();
  ASSERT_FALSE(recovered);
  EXPECT_EQ(recovered.error().stop, StopReason::kConfiguration);
  EXPECT_THAT(
      recovered.error().message(),
      ::testing::AllOf(HasSubstr("query totals"), HasSubstr("kafka-topics --bootstrap-server unused:9092 --create "
                                                            "--topic totals")));
  EXPECT_FALSE(broker.committed("world", {"orders", PartitionId{0}})) << "nothing was committed";
}

// Hole 1: the answer of EndTxn is lost. Only Kafka knows what was decided.
TEST_F(Pipeline, ACommitWhoseAnswerIsLostIsReadFromKafkaAndNotRepeated) {
  order(0, "ada", 3, 1000);
  order(0, "ada", 4, 1999);
  close_windows();
  ASSERT_TRUE(recover_now());  // checkpoint 0
  broker.lose_answer_of_next(FakeCall::kCommit, fake_error(Reaction::kFatal));
  const auto outcome = run_until([] { return false; });
  EXPECT_EQ(outcome.next, Outcome::Next::kRecoverWithNewHandles);
  EXPECT_THAT(instruments->read(instruments->transactions), Contains("unknown"));
  const auto before = instruments->completed.load();
  run_until([&] { return instruments->completed > before + 2; });
  EXPECT_THAT(values(), ElementsAre(kUser));
}

TEST_F(Pipeline, ACommitThatDidNotHappenIsMadeAgain) {
  order(0, "ada", 3, 1000);
  order(0, "ada", 4, 1999);
  close_windows();
  ASSERT_TRUE(recover_now());
  broker.fail_next(FakeCall::kCommit, fake_error(Reaction::kFatal));
  EXPECT_EQ(run_until([] { return false; }).next, Outcome::Next::kRecoverWithNewHandles);
  EXPECT_EQ(visible(), 0U);
  run_until([&] { return visible() == 1; });
  EXPECT_THAT(values(), ElementsAre(kUser));
}

// Hole 3: an EndTxn that may still be under way would end the next transaction of the same epoch.
TEST_F(Pipeline, TakesANewHandleAfterACommitWhoseEndMayStillBeUnderWay) {
  ASSERT_TRUE(recover_now());
  broker.make_next_end_suspicious();
  const auto outcome = run_until([&] { return instruments->completed >= 3; });
  EXPECT_FALSE(outcome.error);
  EXPECT_EQ(instruments->bumps, 1);
}

TEST_F(Pipeline, AFailedWriteIsTriedAgainInTheSameTransaction) {
  ASSERT_TRUE(recover_now());
  order(0, "ada", 3, 1000);
  store->fail(StoreOperation::kPut, 1);
  const auto outcome = run_until([&] { return instruments->completed >= 1; });
  EXPECT_FALSE(outcome.error);
  EXPECT_FALSE(instruments->read(instruments->failures).empty());
  EXPECT_THAT(instruments->read(instruments->transactions), ::testing::Each("committed"));
}

TEST_F(Pipeline, AStoreThatStaysBrokenAbortsAndAsksForAProbe) {
  auto short_timeout = std::string(kOrdersPipeline);
  short_timeout.replace(short_timeout.find("timeout: 2s"), 11, "timeout: 1s");
  configure(short_timeout);
  ASSERT_TRUE(recover_now());
  order(0, "ada", 3, 1000);
  store->fail(StoreOperation::kPut, 1'000'000);
  const auto outcome = run_until([] { return false; });
  EXPECT_EQ(outcome.next, Outcome::Next::kRecover);
  EXPECT_TRUE(outcome.probe_store);
  store->fail(StoreOperation::kPut, 0);
  close_windows();
  run_until([&] { return visible() == 1; });
  EXPECT_THAT(values(), ElementsAre(R"({"user_id":"ada","window_end":2000,"n":1,"total":3})"));
}

// What is folded and written anew in the background must not make checkpoints late.
TEST_F(Pipeline, TakesCheckpointsWhileTheUpkeepIsBusy) {
  ASSERT_TRUE(recover_now());
  order(0, "ada", 3, 1000);
  std::atomic<bool> released{false};
  const auto release = [&] {
    released = true;
    released.notify_all();
  };
  for (int thread = 0; thread < 2; ++thread) upkeep.post([&] { released.wait(false); });
  run_until([&] {
    if (instruments->completed < 3) return false;
    release();
    return true;
  });
  EXPECT_TRUE(released);
  release();
}

TEST_F(Pipeline, AFencedInstanceStopsAndShowsNothingMore) {
  ASSERT_TRUE(recover_now());
  const auto outcome = run_until_fenced();
  EXPECT_EQ(outcome.next, Outcome::Next::kStop);
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->stop, StopReason::kFenced);
}

TEST_F(Pipeline, ARecordThatMustNotBeSkippedStopsTheServiceAndIsNamed) {
  order(0, "ada", 3, 1000);
  raw(0, "not json");
  const auto outcome = run_until([] { return false; });
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->stop, StopReason::kPoison);
  EXPECT_THAT(outcome.error->message(), HasSubstr("orders[0]@1"));
}

TEST_F(Pipeline, SkipsWhatMayBeSkippedAndCountsIt) {
  auto skipping = std::string(kOrdersPipeline);
  skipping.replace(skipping.find("on_error: fail"), 14, "on_error: skip");
  configure(skipping);
  raw(0, "not json");
  broker.append({"orders", PartitionId{0}}, {std::nullopt, std::nullopt, 0});  // a tombstone
  order(0, "ada", 3, 1000);
  order(0, "ada", 4, 1999);
  close_windows();
  run_until([&] { return visible() == 1; });
  EXPECT_THAT(values(), ElementsAre(kUser));
  EXPECT_EQ(counters->sources[0].rejected.read().at("tombstone"), 1U);
  EXPECT_EQ(skipped.size(), 2U);
}

TEST_F(Pipeline, ReadsNothingOnTopOfAStateThatIsOverItsBound) {
  constexpr int kUsers = 20'000;
  for (int i = 0; i < kUsers; ++i) order(i % 2, "user-" + std::to_string(i), 1, 1000);
  run_until([&] { return instruments->records_committed == kUsers; });
  for (int i = 0; i < 1000; ++i) order(0, "more-" + std::to_string(i), 1, 1000);
  auto file = std::string(kOrdersPipeline);
  file.replace(file.find("64MiB"), 5, "1MiB");
  configure(file);
  const auto outcome = run_until([] { return false; });
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->stop, StopReason::kStateLimit);
  EXPECT_EQ(broker.committed("world", {"orders", PartitionId{0}})->offset, Offset{kUsers / 2});
}

// Hole 9: the tools that reset offsets write no metadata.
TEST_F(Pipeline, RefusesOffsetsThatSomebodyMovedUntilTheyAreAccepted) {
  order(0, "ada", 3, 1000);
  run_until([&] { return instruments->completed >= 1; });
  for (int partition = 0; partition < 2; ++partition)
    broker.set_committed("world", {"orders", PartitionId{partition}}, Offset{0});
  const auto refused = run_until([] { return false; });
  ASSERT_TRUE(refused.error);
  EXPECT_EQ(refused.error->stop, StopReason::kRefused);
  EXPECT_THAT(refused.error->message(), HasSubstr("--accept-offsets"));
  order(0, "ada", 4, 1999);
  close_windows();
  run_until([&] { return visible() == 1; }, {.from = std::nullopt, .accept_offsets = true});
  EXPECT_THAT(values(), ElementsAre(kUser)) << "empty state, and both records read from offset 0";
}

// Hole 8: offsets expire, or somebody deletes the group.
TEST_F(Pipeline, RefusesStateWithoutAnOffset) {
  run_until([&] { return instruments->completed >= 1; });
  for (int partition = 0; partition < 2; ++partition)
    broker.set_committed("world", {"orders", PartitionId{partition}}, std::nullopt);
  const auto refused = run_until([] { return false; });
  ASSERT_TRUE(refused.error);
  EXPECT_EQ(refused.error->stop, StopReason::kRefused);
}

// Hole 10: the same topic name, other records.
TEST_F(Pipeline, RefusesATopicThatWasMadeAgain) {
  order(0, "ada", 3, 1000);
  run_until([&] { return instruments->completed >= 2; });
  broker.delete_topic("orders");
  broker.create_topic("orders", 2);
  order(0, "eve", 99, 1000);
  const auto refused = run_until([] { return false; });
  ASSERT_TRUE(refused.error);
  EXPECT_EQ(refused.error->stop, StopReason::kRefused);
  EXPECT_THAT(refused.error->message(), HasSubstr("made again"));
}

// Hole 11.
TEST_F(Pipeline, ReadsANewPartitionFromItsBeginning) {
  order(0, "ada", 3, 1000);
  run_until([&] { return instruments->completed >= 1; });
  broker.add_partitions("orders", 3);
  broker.append({"orders", PartitionId{2}},
                {std::nullopt, R"({"user_id":"ada","amount":4,"ts":1999})", 1'700'000'000'000});
  close_windows();
  broker.append({"orders", PartitionId{2}},
                {std::nullopt, R"({"user_id":"end","amount":0,"ts":9000000})", 1'700'000'000'000});
  run_until([&] { return visible() == 1; });
  EXPECT_THAT(values(), ElementsAre(kUser));
}

TEST_F(Pipeline, RecoversToReadAPartitionThatIsAddedWhileItRuns) {
  order(0, "ada", 3, 1000);
  const auto outcome = run_until([&, added = false]() mutable {
    if (instruments->completed >= 1 && !std::exchange(added, true)) broker.add_partitions("orders", 3);
    return false;
  });
  EXPECT_EQ(outcome.next, Outcome::Next::kRecover);
  ASSERT_TRUE(outcome.error);
  EXPECT_TRUE(outcome.error->is_growth) << outcome.error->message();
  const auto recovered = recover_now();
  ASSERT_TRUE(recovered) << recovered.error().message();
  EXPECT_EQ(recovered->manifest.positions.size(), 3U);
}

TEST_F(Pipeline, ALateRecordFiresItsWindowAgainWithFullValues) {
  auto lenient = std::string(kOrdersPipeline);
  lenient.replace(lenient.find("    sink:"), 9, "    allowed_lateness: 10000s\n    sink:");
  configure(lenient);
  order(0, "ada", 3, 1000);
  order(0, "x", 0, 5000);
  order(1, "x", 0, 5000);
  run_until([&] { return visible() == 1; });
  order(0, "ada", 4, 1999);
  run_until([&] { return visible() == 2; });
  EXPECT_THAT(values(), UnorderedElementsAre(R"({"user_id":"ada","window_end":2000,"n":1,"total":3})", kUser));
}

TEST_F(Pipeline, KeepsNoMoreManifestsThanItShouldAfterAWhile) {
  run_until([&] {
    std::size_t manifests = 0;
    for (const auto& [name, bytes] : stored->all()) manifests += name.starts_with("manifests/") ? 1 : 0;
    return instruments->completed > 70 && manifests <= 40;
  });
  EXPECT_GT(instruments->completed, 70U);
  std::size_t manifests = 0;
  for (const auto& [name, bytes] : stored->all()) manifests += name.starts_with("manifests/") ? 1 : 0;
  EXPECT_LT(manifests, 70U);
}

}  // namespace
}  // namespace millrace::test
