// What the broker may answer a reader, and what the source and the cluster's questions make of it.
#include "connectors/kafka/kafka_source.h"

#include <gmock/gmock.h>

#include <atomic>

#include "connectors/kafka/tests/mock_cluster.h"
#include "connectors/tests/contract_steps.h"

namespace millrace {
namespace {

using testing::HasSubstr;

class KafkaSourceTest : public MockClusterTest {
 protected:
  std::unique_ptr<Source> reading(const std::string& topic) {
    auto source = make_kafka_source(cluster_.settings(), topic);
    if (!source) throw std::runtime_error(source.error().message());
    start(**source, topic, {{0, 0}});
    return std::move(*source);
  }
  std::string topic_with(const std::vector<std::string>& rows) {
    static int count = 0;
    const std::string topic = "read-" + std::to_string(++count);
    cluster_.create_topic(topic);
    const auto sink = make_kafka_sink(cluster_.settings(), {topic});
    must_do([&] { return (*sink)->init(kSlice); });
    transact(**sink, rows);
    return topic;
  }
  Error error_of(Source& source) {
    SeenRecords seen;
    try {
      while (true) {
        if (const auto polled = source.poll(10, Millis{100}, remember_in(seen)); !polled) return polled.error();
        if (!seen.empty()) return fake_success_;
      }
    } catch (const std::exception& thrown) {
      return {thrown.what(), "", "", "", Reaction::kRetry, StopReason::kNone};
    }
  }
  Error fake_success_{"read", "", "records came", "", Reaction::kRetry, StopReason::kNone};
  SeenRecords seen_;
};

TEST_F(KafkaSourceTest, ADeniedTopicStopsAndNamesTheAcl) {
  const auto topic = topic_with({"a"});
  cluster_.fail_times(KafkaRequest::kFetch, 100, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  const Error error = error_of(*reading(topic));
  EXPECT_EQ(error.reaction, Reaction::kStop) << error.message();
  EXPECT_EQ(error.stop, StopReason::kConfiguration);
  EXPECT_THAT(error.remedy, HasSubstr("--operation Read --topic " + topic));
}

TEST_F(KafkaSourceTest, ReadsOnThroughLeadersOnTheMove) {
  const auto topic = topic_with({"a", "b"});
  cluster_.fail(KafkaRequest::kFetch, RD_KAFKA_RESP_ERR_NOT_LEADER_OR_FOLLOWER, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
                RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR);
  const auto source = reading(topic);
  read_until(*source, seen_, [&] { return seen_.size() >= 2; });
  EXPECT_THAT(values(seen_), testing::ElementsAre("a", "b"));
}

TEST_F(KafkaSourceTest, AnErrorNobodyThoughtOfWantsNewHandles) {
  const auto topic = topic_with({"a"});
  cluster_.fail_times(KafkaRequest::kFetch, 100, RD_KAFKA_RESP_ERR_POLICY_VIOLATION);
  const auto source = reading(topic);
  const Error error = error_of(*source);
  EXPECT_NE(error.reaction, Reaction::kRetry) << error.message();
  cluster_.heal(KafkaRequest::kFetch);
  EXPECT_FALSE(source->poll(10, Millis{1}, remember_in(seen_))) << "read past an error";
}

TEST_F(KafkaSourceTest, AssigningDoesNotFailWhileNoBrokerAnswers) {
  const auto topic = topic_with({"a"});
  cluster_.go_down();
  const auto source = reading(topic);
  EXPECT_TRUE(source->poll(10, Millis{10}, remember_in(seen_)));
  cluster_.come_up();
  read_until(*source, seen_, [&] { return !seen_.empty(); });
}

TEST_F(KafkaSourceTest, EndsAskAgainWhileTheLeaderIsOnTheMove) {
  const auto source = reading(topic_with({"a"}));
  read_to_end(*source, seen_);
  cluster_.fail_times(KafkaRequest::kListOffsets, 1000, RD_KAFKA_RESP_ERR_NOT_LEADER_OR_FOLLOWER);
  const auto ends = source->ends(std::array{PartitionId{0}}, Millis{200});
  ASSERT_FALSE(ends);
  EXPECT_EQ(ends.error().reaction, Reaction::kRetry) << ends.error().message();
}

class ClusterClientTest : public MockClusterTest {
 protected:
  std::unique_ptr<KafkaCluster> cluster() {
    auto made = connect_kafka(cluster_.settings());
    if (!made) throw std::runtime_error(made.error().message());
    return std::move(*made);
  }
  const TopicPartition in_{"in", PartitionId{0}};
};

TEST_F(ClusterClientTest, AsksAgainWhileNoBrokerAnswersAndSaysWhatItHeard) {
  cluster_.go_down();
  const auto client = cluster();
  for (int i = 0; i < 2; ++i) {
    const auto partitions = client->partitions("in", Millis{300});
    ASSERT_FALSE(partitions);
    EXPECT_EQ(partitions.error().reaction, Reaction::kRetry) << partitions.error().message();
    EXPECT_THAT(partitions.error().cause, HasSubstr("last heard"));
  }
  cluster_.come_up();
  EXPECT_EQ(must([&] { return client->partitions("in", kSlice); }), 2u);
}

TEST_F(ClusterClientTest, ADeniedGroupStopsAlthoughTheCallOnlyTimesOut) {
  cluster_.fail_times(KafkaRequest::kFindCoordinator, 1000, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED);
  const auto committed = settled([this, client = cluster()] { return client->committed({in_}, kSlice); });
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().reaction, Reaction::kStop) << committed.error().message();
  EXPECT_EQ(committed.error().stop, StopReason::kConfiguration);
  EXPECT_THAT(committed.error().remedy, HasSubstr("--operation Read --group pipeline"));
}

TEST_F(ClusterClientTest, AnUnstableOffsetIsAskedForAgain) {
  cluster_.fail_times(KafkaRequest::kOffsetFetch, 1000, RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT);
  const auto client = cluster();
  const auto unstable = client->committed({in_}, Millis{300});
  ASSERT_FALSE(unstable);
  EXPECT_EQ(unstable.error().reaction, Reaction::kRetry);
  cluster_.heal(KafkaRequest::kOffsetFetch);
  EXPECT_EQ(must([&] { return client->committed({in_}, kSlice); })[0].offset, std::nullopt);
}

TEST_F(ClusterClientTest, GivesUpOnARecordThatDoesNotComeInTime) {
  const auto client = cluster();
  const auto sink = make_kafka_sink(cluster_.settings(), {"out"});
  must_do([&] { return (*sink)->init(kSlice); });
  transact(**sink, {"row"});
  cluster_.fail_times(KafkaRequest::kFetch, 1000, RD_KAFKA_RESP_ERR_NOT_LEADER_OR_FOLLOWER);
  const auto read = client->read_record({"out", PartitionId{0}}, Offset{0}, Millis{200}, [](const RecordView&) {});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().reaction, Reaction::kRetry);
}

}  // namespace
}  // namespace millrace
