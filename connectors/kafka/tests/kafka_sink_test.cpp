// What the broker may answer a sink, and what the sink makes of it.
#include "connectors/kafka/kafka_sink.h"

#include <gmock/gmock.h>

#include <memory>
#include <mutex>
#include <thread>

#include "connectors/kafka/tests/mock_cluster.h"
#include "connectors/tests/contract_steps.h"

namespace millrace {
namespace {

using testing::HasSubstr;

class KafkaSinkTest : public MockClusterTest {
 protected:
  // A clock that only the test moves: nothing is slow unless the test says so.
  MonotonicTime now_{};
  Millis each_look_takes_{0};

  std::unique_ptr<TransactionalSink> new_sink(KafkaSettings settings, const std::string& topic = "out") {
    auto sink = KafkaSink::make(settings, {topic}, [this] { return now_ += each_look_takes_; });
    if (!sink) throw std::runtime_error(sink.error().message());
    return std::move(*sink);
  }
  std::unique_ptr<TransactionalSink> new_sink() { return new_sink(cluster_.settings()); }
  std::unique_ptr<TransactionalSink> ready() {
    auto sink = new_sink();
    must_do([&] { return sink->init(kSlice); });
    return sink;
  }
  std::unique_ptr<TransactionalSink> with_open_transaction() {
    auto sink = ready();
    must_do([&] { return sink->begin(); });
    write(*sink, {"row"});
    must_do([&] { return sink->flush(kSlice); });
    return sink;
  }
  static Result<void> send(TransactionalSink& sink, Millis slice = kSlice) {
    const std::vector<OffsetToCommit> offsets = {{{"in", PartitionId{0}}, Offset{1}, "name"}};
    return settled([&] { return sink.send_offsets(offsets, slice); });
  }
  static Result<void> commit(TransactionalSink& sink) {
    return settled([&] { return sink.commit(kSlice); });
  }
  static Result<void> abort(TransactionalSink& sink) {
    return settled([&] { return sink.abort(kSlice); });
  }
};

void expect(const Result<void>& result, Reaction reaction, StopReason stop = StopReason::kNone) {
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reaction, reaction) << result.error().message();
  EXPECT_EQ(result.error().stop, stop) << result.error().message();
}

// ---- init ----

TEST_F(KafkaSinkTest, InitGoesOnAnsweringRetryWhileTheCoordinatorIsAwayAndHeals) {
  cluster_.go_down();
  const auto sink = new_sink();
  for (int i = 0; i < 4; ++i) expect(sink->init(Millis{100}), Reaction::kRetry);
  cluster_.come_up();
  EXPECT_TRUE(settled([&] { return sink->init(kSlice); }));
  transact(*sink, {"row"});
}

TEST_F(KafkaSinkTest, InitWaitsForACoordinatorThatIsNotAvailable) {
  cluster_.fail_times(KafkaRequest::kFindCoordinator, 1000, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE);
  const auto sink = new_sink();
  for (int i = 0; i < 3; ++i) expect(sink->init(Millis{100}), Reaction::kRetry);
  cluster_.heal(KafkaRequest::kFindCoordinator);
  EXPECT_TRUE(settled([&] { return sink->init(kSlice); }));
}

TEST_F(KafkaSinkTest, InitThatIsDeniedStopsAndNamesTheAcl) {
  cluster_.fail_times(KafkaRequest::kInitProducerId, 5, RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
  const auto sink = new_sink();
  const auto result = settled([&] { return sink->init(kSlice); });
  expect(result, Reaction::kStop, StopReason::kConfiguration);
  EXPECT_THAT(result.error().remedy, HasSubstr("--operation Write --operation Describe --transactional-id pipeline"));
}

TEST_F(KafkaSinkTest, InitWithTooLongATimeoutStopsAndSaysWhatToChange) {
  cluster_.fail_times(KafkaRequest::kInitProducerId, 5, RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT);
  const auto sink = new_sink();
  const auto result = settled([&] { return sink->init(kSlice); });
  expect(result, Reaction::kStop, StopReason::kConfiguration);
  EXPECT_THAT(result.error().remedy, HasSubstr("transaction.max.timeout.ms"));
}

// ---- rows ----

TEST_F(KafkaSinkTest, ADeniedTopicStopsAndIsNamed) {
  const auto sink = ready();
  must_do([&] { return sink->begin(); });
  cluster_.fail_times(KafkaRequest::kProduce, 10, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  write(*sink, {"row"});
  const auto result = settled([&] { return sink->flush(kSlice); });
  expect(result, Reaction::kStop, StopReason::kConfiguration);
  EXPECT_THAT(result.error().object, HasSubstr("out [0]"));
  EXPECT_THAT(result.error().remedy, HasSubstr("--operation Write --topic out"));
}

TEST_F(KafkaSinkTest, ARowThatTheTopicRefusesStopsEvenWhenOnlyCommitFindsOut) {
  const auto sink = ready();
  must_do([&] { return sink->begin(); });
  cluster_.fail_times(KafkaRequest::kProduce, 10, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  write(*sink, {"row"});
  const auto result = commit(*sink);
  expect(result, Reaction::kStop, StopReason::kConfiguration);
  EXPECT_THAT(result.error().remedy, HasSubstr("max.message.bytes"));
}

// Its place in the producer's sequence stays empty: the broker would refuse what the same handle writes next.
TEST_F(KafkaSinkTest, ARowThatCannotBeDeliveredAbortsAndWantsANewHandle) {
  const auto sink = ready();
  must_do([&] { return sink->begin(); });
  cluster_.fail_times(KafkaRequest::kProduce, 10, RD_KAFKA_RESP_ERR_INVALID_REQUEST);
  write(*sink, {"row"});
  expect(settled([&] { return sink->flush(kSlice); }), Reaction::kAbort);
  cluster_.heal(KafkaRequest::kProduce);
  EXPECT_TRUE(abort(*sink));
  EXPECT_TRUE(sink->needs_new_handle());
  transact(*ready(), {"row"});
}

TEST_F(KafkaSinkTest, RowsThatAreNotDeliveredAreToldWithTheirTopics) {
  const auto sink = KafkaSink::make(cluster_.settings(), {"idle", "out"});
  ASSERT_TRUE(sink);
  must_do([&] { return (*sink)->init(kSlice); });
  must_do([&] { return (*sink)->begin(); });
  cluster_.slow_down(2000);
  const std::vector<RowView> rows = {{1, std::nullopt, "row", 0}};
  EXPECT_TRUE((*sink)->produce(rows));
  const auto result = (*sink)->flush(Millis{50});
  expect(result, Reaction::kRetry);
  EXPECT_THAT(result.error().cause, HasSubstr("1 still under way to 'out'"));
}

TEST_F(KafkaSinkTest, RowsThatAnAbortDiscardsLeaveTheHandleInUse) {
  const auto sink = ready();
  must_do([&] { return sink->begin(); });
  write(*sink, std::vector<std::string>(1000, "row"));
  EXPECT_TRUE(abort(*sink));
  EXPECT_FALSE(sink->needs_new_handle());
  transact(*sink, {"row"});
}

TEST_F(KafkaSinkTest, ProduceTakesAllRowsOfACallOrNone) {
  KafkaSettings settings = cluster_.settings();
  settings.properties["queue.buffering.max.messages"] = "10";
  cluster_.create_topic("room");
  const auto sink = new_sink(settings, "room");
  must_do([&] { return sink->init(kSlice); });
  must_do([&] { return sink->begin(); });
  write(*sink, {"first"});
  must_do([&] { return sink->flush(kSlice); });
  cluster_.go_down();
  const std::vector<RowView> seven(7, RowView{0, "key", "value", 1});
  EXPECT_TRUE(sink->produce(seven));
  expect(sink->produce(seven), Reaction::kRetry);
  expect(sink->produce(seven), Reaction::kRetry);
  cluster_.come_up();
  must_do([&] { return sink->produce(seven); });
  must_do([&] { return sink->flush(kSlice); });
  must_do([&] { return sink->commit(kSlice); });
  auto source = make_kafka_source(cluster_.settings(), "room");
  ASSERT_TRUE(source);
  SeenRecords seen;
  start(**source, "room", {{0, 0}});
  read_to_end(**source, seen);
  EXPECT_EQ(seen.size(), 15u);
}

TEST_F(KafkaSinkTest, ACallLargerThanTheWholeQueueIsStillTaken) {
  KafkaSettings settings = cluster_.settings();
  settings.properties["queue.buffering.max.messages"] = "10";
  settings.properties["queue.buffering.max.kbytes"] = "1";
  const auto sink = new_sink(settings);
  must_do([&] { return sink->init(kSlice); });
  must_do([&] { return sink->begin(); });
  const std::vector<RowView> many(100, RowView{0, "key", std::string_view("a value of some length"), 1});
  must_do([&] { return sink->produce(many); });
  must_do([&] { return sink->produce(many); });
  must_do([&] { return sink->commit(kSlice); });
}

// ---- offsets ----

TEST_F(KafkaSinkTest, AFencedSinkStopsWhereverItFindsOut) {
  for (const auto request : {KafkaRequest::kAddOffsets, KafkaRequest::kTxnOffsetCommit}) {
    const auto sink = with_open_transaction();
    cluster_.fail(request, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH);
    expect(send(*sink), Reaction::kStop, StopReason::kFenced);
    expect(commit(*sink), Reaction::kStop, StopReason::kFenced);
    expect(abort(*sink), Reaction::kStop, StopReason::kFenced);
  }
}

TEST_F(KafkaSinkTest, FencedAfterItsTransactionTimedOutItSaysThatItMayHaveBeenStopped) {
  const auto sink = with_open_transaction();
  now_ += std::chrono::hours(1);
  cluster_.fail(KafkaRequest::kAddOffsets, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH);
  const auto result = send(*sink);
  expect(result, Reaction::kStop, StopReason::kFenced);
  EXPECT_THAT(result.error().cause, HasSubstr("longer than transaction.timeout.ms"));
}

TEST_F(KafkaSinkTest, AnUnknownMemberAbortsAndTheHandleStaysInUse) {
  const auto sink = with_open_transaction();
  cluster_.fail(KafkaRequest::kTxnOffsetCommit, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID);
  expect(send(*sink), Reaction::kAbort);
  EXPECT_TRUE(abort(*sink));
  transact(*sink, {"row"});
}

TEST_F(KafkaSinkTest, ADeniedGroupStopsInsteadOfAbortingForEver) {
  for (const auto request : {KafkaRequest::kAddOffsets, KafkaRequest::kTxnOffsetCommit}) {
    const auto sink = with_open_transaction();
    cluster_.fail(request, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED);
    const auto result = send(*sink);
    expect(result, Reaction::kStop, StopReason::kConfiguration);
    EXPECT_THAT(result.error().remedy, HasSubstr("--operation Read --group pipeline"));
  }
}

TEST_F(KafkaSinkTest, MetadataThatIsTooLargeStops) {
  const auto sink = with_open_transaction();
  cluster_.fail(KafkaRequest::kTxnOffsetCommit, RD_KAFKA_RESP_ERR_OFFSET_METADATA_TOO_LARGE);
  expect(send(*sink), Reaction::kStop, StopReason::kConfiguration);
}

TEST_F(KafkaSinkTest, OffsetsOutliveCoordinatorsOnTheMove) {
  const auto sink = with_open_transaction();
  cluster_.fail(KafkaRequest::kAddOffsets, RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS);
  cluster_.fail(KafkaRequest::kTxnOffsetCommit, RD_KAFKA_RESP_ERR_NOT_COORDINATOR);
  EXPECT_TRUE(send(*sink));
  EXPECT_TRUE(commit(*sink));
}

TEST_F(KafkaSinkTest, OffsetsAreWaitedForInSlices) {
  const auto sink = with_open_transaction();
  cluster_.slow_down(200);
  const std::vector<OffsetToCommit> offsets = {{{"in", PartitionId{0}}, Offset{1}, "name"}};
  expect(sink->send_offsets(offsets, Millis{1}), Reaction::kRetry);
  EXPECT_TRUE(send(*sink, Millis{10}));
  EXPECT_TRUE(commit(*sink));
}

TEST_F(KafkaSinkTest, AbortWaitsForOffsetsThatAreUnderWay) {
  const auto sink = with_open_transaction();
  cluster_.slow_down(200);
  const std::vector<OffsetToCommit> offsets = {{{"in", PartitionId{0}}, Offset{1}, "name"}};
  expect(sink->send_offsets(offsets, Millis{1}), Reaction::kRetry);
  expect(sink->abort(Millis{1}), Reaction::kRetry);
  EXPECT_TRUE(abort(*sink));
  transact(*sink, {"row"});
}

TEST_F(KafkaSinkTest, MayBeDroppedWhileOffsetsAreUnderWay) {
  auto sink = with_open_transaction();
  cluster_.slow_down(200);
  const std::vector<OffsetToCommit> offsets = {{{"in", PartitionId{0}}, Offset{1}, "name"}};
  expect(sink->send_offsets(offsets, Millis{1}), Reaction::kRetry);
  sink.reset();
  EXPECT_TRUE(settled([heir = ready()] { return heir->begin(); }));
}

// A broker that is away for longer than anybody waits must not hold up whoever drops the sink.
TEST_F(KafkaSinkTest, IsDroppedAtOnceWhileOffsetsWaitForABrokerThatIsAway) {
  auto sink = with_open_transaction();
  cluster_.go_down();
  const std::vector<OffsetToCommit> offsets = {{{"in", PartitionId{0}}, Offset{1}, "name"}};
  expect(sink->send_offsets(offsets, Millis{1}), Reaction::kRetry);
  sink.reset();
  EXPECT_TRUE(kafka_clients_left_behind()) << "the call cannot have returned: the broker is away";
  cluster_.come_up();
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (kafka_clients_left_behind() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(Millis{5});
  }
  EXPECT_FALSE(kafka_clients_left_behind());
}

TEST_F(KafkaSinkTest, TellsNobodyAnythingOnceItIsDroppedInTheMiddleOfACall) {
  const auto told = std::make_shared<int>(0);
  KafkaSettings settings = cluster_.settings();
  settings.log = [told](int, const std::string&) {};
  settings.watch.error = [told](std::string_view) {};
  auto sink = new_sink(settings);
  must_do([&] { return sink->init(kSlice); });
  must_do([&] { return sink->begin(); });
  settings = {};
  cluster_.go_down();
  const std::vector<OffsetToCommit> offsets = {{{"in", PartitionId{0}}, Offset{1}, "name"}};
  expect(sink->send_offsets(offsets, Millis{1}), Reaction::kRetry);
  sink.reset();
  EXPECT_EQ(told.use_count(), 1) << "a client that is left behind holds on to those it told";
  cluster_.come_up();
}

// ---- the end of a transaction ----

TEST_F(KafkaSinkTest, ACommitThatMeetsAFenceStops) {
  for (const auto code : {RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, RD_KAFKA_RESP_ERR_PRODUCER_FENCED}) {
    const auto sink = with_open_transaction();
    cluster_.fail(KafkaRequest::kEndTxn, code);
    expect(commit(*sink), Reaction::kStop, StopReason::kFenced);
  }
}

TEST_F(KafkaSinkTest, ACommitRefusedByTheCoordinatorIsLeftToRecovery) {
  for (const auto code : {RD_KAFKA_RESP_ERR_INVALID_TXN_STATE, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING,
                          RD_KAFKA_RESP_ERR_UNKNOWN}) {
    const auto sink = with_open_transaction();
    cluster_.fail(KafkaRequest::kEndTxn, code);
    expect(commit(*sink), Reaction::kFatal);
  }
}

TEST_F(KafkaSinkTest, ACommitOutlivesACoordinatorOnTheMove) {
  const auto sink = with_open_transaction();
  cluster_.fail(KafkaRequest::kEndTxn, RD_KAFKA_RESP_ERR_NOT_COORDINATOR);
  EXPECT_TRUE(commit(*sink));
}

TEST_F(KafkaSinkTest, ACommitOutlivesACoordinatorThatIsBusy) {
  const auto sink = with_open_transaction();
  cluster_.fail(KafkaRequest::kEndTxn, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
                RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS);
  EXPECT_TRUE(commit(*sink));
  EXPECT_FALSE(sink->needs_new_handle()) << "every request was answered";
}

TEST_F(KafkaSinkTest, ACommitWhoseConnectionBrokeWantsANewHandle) {
  const auto sink = with_open_transaction();
  cluster_.fail(KafkaRequest::kEndTxn, RD_KAFKA_RESP_ERR__TRANSPORT);
  EXPECT_TRUE(commit(*sink));
  EXPECT_TRUE(sink->needs_new_handle());
  expect(sink->begin(), Reaction::kFatal);
  transact(*ready(), {"by the heir"});
}

// The topic was deleted, or a row was refused: the client asks to end what the coordinator never began.
TEST_F(KafkaSinkTest, AnAbortOfWhatNeverReachedTheCoordinatorIsNoAlarm) {
  KafkaSettings settings = cluster_.settings();
  std::mutex mutex;
  std::vector<std::string> alarms, all;
  settings.log = [&](int level, const std::string& text) {
    const std::lock_guard lock(mutex);
    (level <= 3 ? alarms : all).push_back(text);
  };
  const auto sink = new_sink(settings);
  must_do([&] { return sink->init(kSlice); });
  must_do([&] { return sink->begin(); });
  write(*sink, {"row"});
  must_do([&] { return sink->flush(kSlice); });
  cluster_.fail_times(KafkaRequest::kEndTxn, 5, RD_KAFKA_RESP_ERR_INVALID_TXN_STATE);
  expect(abort(*sink), Reaction::kFatal);
  const std::lock_guard lock(mutex);
  EXPECT_THAT(alarms, testing::IsEmpty());
  EXPECT_THAT(all, testing::Contains(HasSubstr("nothing of the aborted transaction had reached the coordinator")));
}

TEST_F(KafkaSinkTest, AnAbortWhoseConnectionBrokeWantsANewHandle) {
  const auto sink = with_open_transaction();
  cluster_.fail(KafkaRequest::kEndTxn, RD_KAFKA_RESP_ERR__TRANSPORT);
  EXPECT_TRUE(abort(*sink));
  EXPECT_TRUE(sink->needs_new_handle());
}

TEST_F(KafkaSinkTest, ABrokenConnectionEarlierInTheTransactionWantsANewHandleToo) {
  const auto sink = with_open_transaction();
  cluster_.fail(KafkaRequest::kAddOffsets, RD_KAFKA_RESP_ERR__TRANSPORT);
  EXPECT_TRUE(send(*sink));
  EXPECT_FALSE(sink->needs_new_handle());
  EXPECT_TRUE(commit(*sink));
  EXPECT_TRUE(sink->needs_new_handle());
}

TEST_F(KafkaSinkTest, ASlowCommitWantsANewHandle) {
  const auto sink = with_open_transaction();
  each_look_takes_ = TransactionHealth::kSlow + Millis{1};
  EXPECT_TRUE(commit(*sink));
  EXPECT_TRUE(sink->needs_new_handle());
}

TEST_F(KafkaSinkTest, ASlowCommitIsContinuedByTheSameCall) {
  const auto sink = with_open_transaction();
  cluster_.slow_down(200);
  expect(sink->commit(Millis{1}), Reaction::kRetry);
  EXPECT_TRUE(commit(*sink));
  transact(*sink, {"row"});
}

TEST_F(KafkaSinkTest, QuickTransactionsKeepTheHandle) {
  const auto sink = ready();
  for (int i = 0; i < 3; ++i) transact(*sink, {"row"});
  EXPECT_FALSE(sink->needs_new_handle());
}

}  // namespace
}  // namespace millrace
