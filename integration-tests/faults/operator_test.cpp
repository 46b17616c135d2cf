// What happens to offsets, topics and the store while the service is down: resumed exactly, or refused by name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/harness/stored_checkpoint.h"
#include "integration-tests/kafka_io/group_admin.h"
#include "integration-tests/kafka_io/topic_admin.h"
#include "integration-tests/kafka_io/topic_reader.h"
#include "integration-tests/kafka_io/topic_writer.h"
#include "service/exit_code.h"

namespace millrace::trial {
namespace {

constexpr std::uint64_t kFirst = 20000;  // records before the service goes down

class WhileDown : public testing::Test {
 protected:
  WhileDown() {
    generate(broker_, trial_.input.name(), trial_.stream, {.records = kFirst, .close = false});
    trial_.service.start();
    trial_.service.await_consumed(trial_.input.name());
    trial_.service.stop();
  }

  const std::string& group() { return trial_.service.spec().name; }

  std::vector<std::int64_t> at(std::int64_t offset) const {
    return std::vector<std::int64_t>(static_cast<std::size_t>(trial_.input.partitions()), offset);
  }

  struct Kept {
    int partition;
    std::int64_t timestamp_ms;
    std::string key;
    std::string value;
  };
  std::vector<Kept> all_records(const std::string& topic) const {
    std::vector<Kept> records;
    read_topic(broker_, topic, Isolation::kCommitted, [&](const TopicRecord& r) {
      records.push_back({r.partition, r.timestamp_ms, std::string(r.key.value()), std::string(r.value.value())});
    });
    return records;
  }
  void write(const std::string& topic, const std::vector<Kept>& records) const {
    TopicWriter writer(broker_, topic);
    for (const auto& record : records) writer.write(record.partition, record.key, record.value, record.timestamp_ms);
    writer.flush();
  }

  void expect_refusal(const std::string& because) {
    trial_.service.start();
    EXPECT_EQ(trial_.service.wait(), Exit{.code = static_cast<int>(ExitCode::kRefused)}) << trial_.service.log();
    EXPECT_THAT(trial_.service.log(), testing::HasSubstr(because));
  }

  void finish_exactly() {
    generate(broker_, trial_.input.name(), trial_.stream, {.first = kFirst, .records = kFirst});
    trial_.service.start();
    trial_.expect_exact();
  }

  const std::string broker_ = shared_broker();
  OrdersTrial trial_;
};

TEST_F(WhileDown, OffsetsThatWereResetAreRefused) {
  reset_offsets(broker_, group(), trial_.input.name(), at(0));
  expect_refusal("--accept-offsets");
}

TEST_F(WhileDown, OffsetsThatWereResetCanBeAccepted) {
  reset_offsets(broker_, group(), trial_.input.name(), at(0));
  trial_.service.start({.arguments = {"--accept-offsets", "--yes"}});
  generate(broker_, trial_.input.name(), trial_.stream, {.first = kFirst, .records = kFirst});
  trial_.expect_exact(1000, Rows::kFinal);  // all of it again, with empty state
}

TEST_F(WhileDown, OffsetsThatAreGoneAreRefusedWithACommandThatGoesBack) {
  delete_group(broker_, group());
  expect_refusal("no committed offset on any of");
  const std::string log = trial_.service.log();
  const std::string command = "millrace run -c FILE --from ";
  const auto offered = log.find(command);
  ASSERT_NE(offered, log.npos) << log;
  const auto id = std::stoull(log.substr(offered + command.size()));
  trial_.service.start({.arguments = {"--from", std::to_string(id), "--yes"}});
  generate(broker_, trial_.input.name(), trial_.stream, {.first = kFirst, .records = kFirst});
  trial_.expect_exact(1000, Rows::kFinal);  // what followed that checkpoint again
}

TEST_F(WhileDown, TheListSaysWhichCheckpointKafkaNames) {
  const auto newest = stored_checkpoints(trial_.service.spec()).back();
  const auto alone = trial_.service.ask({"checkpoints", "list"});
  EXPECT_THAT(alone.text, testing::ContainsRegex("\n *" + std::to_string(newest) + "  [^\n]*  unknown  "));
  const auto asked = trial_.service.ask({"checkpoints", "list", "--connect"});
  EXPECT_EQ(asked.code, 0) << asked.text;
  EXPECT_THAT(asked.text, testing::ContainsRegex("\n *" + std::to_string(newest) + "  [^\n]*  in Kafka  "));
  EXPECT_THAT(asked.text, testing::HasSubstr("  decided  "));
}

TEST_F(WhileDown, AStoreThatIsGoneIsRefused) {
  std::filesystem::remove_all(trial_.service.spec().storage);
  expect_refusal("--accept-offsets");
}

TEST_F(WhileDown, ATopicThatWasMadeAnewIsRefused) {
  delete_topic(broker_, trial_.input.name());
  create_topic(broker_, trial_.input.name(), trial_.input.partitions());
  const OrderStream other({.seed = 99, .disorder_ms = 400});
  generate(broker_, trial_.input.name(), other, {.records = kFirst * 2});
  // The broker forgets the offsets with the topic.
  expect_refusal("topic " + trial_.input.name() + " was deleted and made again: found the topic id");
}

// Nothing but its id tells it from the former one.
TEST_F(WhileDown, ATopicThatWasMadeAnewWithTheSameRecordsAndOffsetsIsRefusedUntilAccepted) {
  const auto& topic = trial_.input.name();
  const auto offsets = committed_offsets(broker_, group(), topic);
  const auto records = all_records(topic);
  delete_topic(broker_, topic);
  create_topic(broker_, topic, trial_.input.partitions());
  eventually("the broker to forget the offsets", std::chrono::seconds(60), [&] {
    const auto left = committed_offsets(broker_, group(), topic);
    return std::ranges::all_of(left, [](const auto& one) { return one.offset < 0; }) ? "" : "they are there";
  });
  write(topic, records);
  restore_offsets(broker_, group(), topic, offsets);
  expect_refusal("topic " + topic + " was deleted and made again: found the topic id");
  EXPECT_THAT(trial_.service.log(), testing::HasSubstr("--accept-offsets"));
  trial_.service.start({.arguments = {"--accept-offsets", "--yes"}});
  trial_.service.await_metric("millrace_checkpoints_completed_total", 1);
  trial_.service.stop();
}

TEST_F(WhileDown, AForeignTransactionOnTheOffsetsIsWaitedForAndThenJudged) {
  ForeignTransaction foreign(broker_, group(), trial_.input.name(), at(0));
  trial_.service.start();
  trial_.service.await_metric("millrace_job_state", 1, "restoring");
  foreign.commit();
  EXPECT_EQ(trial_.service.wait(), Exit{.code = static_cast<int>(ExitCode::kRefused)}) << trial_.service.log();
}

TEST_F(WhileDown, AForeignTransactionThatIsAbortedChangesNothing) {
  ForeignTransaction foreign(broker_, group(), trial_.input.name(), at(0));
  trial_.service.start();
  trial_.service.await_metric("millrace_job_state", 1, "restoring");
  foreign.abort();
  trial_.service.await_metric("millrace_checkpoints_completed_total", 1);
  trial_.service.stop();
  finish_exactly();
}

TEST_F(WhileDown, APartitionThatWasAddedIsReadFromItsBeginning) {
  const int added = trial_.input.partitions();
  add_partitions(broker_, trial_.input.name(), added + 1);
  TopicWriter writer(broker_, trial_.input.name());
  GeneratedRecord record;
  for (std::uint64_t i = kFirst; i < kFirst + 1000; ++i) {
    trial_.stream.at(i, record);
    writer.write(added, record.key, record.value);
  }
  const auto last = trial_.stream.closing(kFirst * 2, added);
  writer.write(added, last.key, last.value);
  writer.flush();
  finish_exactly();
}

TEST(WhileUp, ATopicThatIsMadeAnewStopsTheService) {
  OrdersTrial trial;
  const std::string& topic = trial.input.name();
  generate(shared_broker(), topic, trial.stream, {.records = kFirst, .close = false});
  trial.service.start();
  trial.service.await_consumed(topic);
  delete_topic(shared_broker(), topic);
  create_topic(shared_broker(), topic, trial.input.partitions());
  generate(shared_broker(), topic, OrderStream({.seed = 99, .disorder_ms = 400}), {.records = kFirst * 2});
  EXPECT_EQ(trial.service.wait(), Exit{.code = static_cast<int>(ExitCode::kRefused)}) << trial.service.log();
  EXPECT_THAT(trial.service.log(), testing::HasSubstr(topic));
}

}  // namespace
}  // namespace millrace::trial
