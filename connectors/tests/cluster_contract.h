// What every KafkaCluster answers; instantiated over the fake broker (connectors/tests) and a real one
// (integration-tests).
#pragma once

#include <gmock/gmock.h>

#include "connectors/tests/contract_steps.h"

namespace millrace {

class ClusterContract : public KafkaContract {
 protected:
  std::string name_ = world_->fresh_name();
  std::string topic_ = world_->create_topic(2);
  TopicPartition first_{topic_, PartitionId{0}};
  TopicPartition second_{topic_, PartitionId{1}};
  std::unique_ptr<KafkaCluster> cluster_ = world_->cluster(name_);

  bool read(const TopicPartition& partition, std::int64_t offset, std::vector<FakeRecord>& found) {
    return must([&] {
      return cluster_->read_record(partition, Offset{offset}, Millis{5000},
                                   [&](const RecordView& view) { found.push_back(owned(view)); });
    });
  }
};

using testing::ElementsAre;

TEST_P(ClusterContract, CountsPartitions) {
  EXPECT_EQ(must([&] { return cluster_->partitions(topic_, kSlice); }), 2u);
}

TEST_P(ClusterContract, KnowsThatATopicIsNotThere) {
  EXPECT_EQ(must([&] { return cluster_->partitions(world_->fresh_name(), kSlice); }), std::nullopt);
  EXPECT_EQ(must([&] { return cluster_->topic_id(world_->fresh_name(), kSlice); }), std::nullopt);
}

TEST_P(ClusterContract, ATopicCreatedAnewHasAnotherId) {
  const auto before = must([&] { return cluster_->topic_id(topic_, kSlice); });
  ASSERT_TRUE(before);
  EXPECT_EQ(must([&] { return cluster_->topic_id(topic_, kSlice); }), before);
  EXPECT_NE(must([&] { return cluster_->topic_id(world_->create_topic(1), kSlice); }), before);
  world_->delete_topic(topic_);
  world_->create_topic_named(topic_, 2);
  const auto after = must([&] { return cluster_->topic_id(topic_, kSlice); });
  ASSERT_TRUE(after);
  EXPECT_NE(after, before);
}

TEST_P(ClusterContract, DescribesATopic) {
  const auto described = must([&] { return cluster_->describe_topic(topic_, kSlice); });
  ASSERT_TRUE(described);
  EXPECT_EQ(described->id, must([&] { return cluster_->topic_id(topic_, kSlice); }));
  EXPECT_EQ(described->partitions, 2u);
  EXPECT_EQ(described->replicas, 1u);
  EXPECT_EQ(described->in_sync, 1u);
  EXPECT_TRUE(described->may_read && described->may_write);
  EXPECT_EQ(must([&] { return cluster_->describe_topic(world_->fresh_name(), kSlice); }), std::nullopt);
}

TEST_P(ClusterContract, KnowsATopicsSettings) {
  const auto setting = [&](const std::string& topic, const std::string& name) {
    return must([&] { return cluster_->topic_setting(topic, name, kSlice); });
  };
  EXPECT_EQ(setting(topic_, "min.insync.replicas"), "1");
  EXPECT_EQ(setting(topic_, "no.such.setting"), std::nullopt);
  EXPECT_EQ(setting(world_->fresh_name(), "min.insync.replicas"), std::nullopt);
}

TEST_P(ClusterContract, WithoutACommitThereIsNoOffset) {
  const auto offsets = must([&] { return cluster_->committed({first_, second_}, kSlice); });
  ASSERT_EQ(offsets.size(), 2u);
  EXPECT_EQ(offsets[0].partition, first_);
  EXPECT_EQ(offsets[0].offset, std::nullopt);
  EXPECT_EQ(offsets[1].partition, second_);
  EXPECT_EQ(offsets[1].offset, std::nullopt);
}

TEST_P(ClusterContract, ReadsItsOwnCommitAtOnce) {
  const auto sink = ready_sink(*world_, name_, {world_->create_topic(1)});
  for (int i = 1; i <= 30; ++i) {
    must_do([&] { return sink->begin(); });
    const std::vector<OffsetToCommit> offsets = {{first_, Offset{i}, "n" + std::to_string(i)}};
    must_do([&] { return sink->send_offsets(offsets, kSlice); });
    must_do([&] { return sink->commit(kSlice); });
    const auto committed = must([&] { return cluster_->committed({first_, second_}, kSlice); });
    EXPECT_EQ(committed[0].offset, Offset{i}) << "a stale offset";
    EXPECT_EQ(committed[0].metadata, "n" + std::to_string(i));
    EXPECT_EQ(committed[1].offset, std::nullopt);
  }
}

TEST_P(ClusterContract, DoesNotAnswerWhileAnOffsetIsInAnOpenTransaction) {
  world_->hold_offset(name_, first_);
  const auto held = cluster_->committed({first_, second_}, kSlice);
  ASSERT_FALSE(held) << "an unstable offset read as none";
  EXPECT_EQ(held.error().reaction, Reaction::kRetry) << held.error().message();
  world_->release_offset(name_, first_);
  EXPECT_EQ(must([&] { return cluster_->committed({first_}, kSlice); })[0].offset, std::nullopt);
}

TEST_P(ClusterContract, TellsWhereAPartitionBeginsAndEnds) {
  world_->append(first_, numbered(5));
  world_->delete_records_before(first_, Offset{2});
  const auto ends = must([&] { return cluster_->ends(first_, kSlice); });
  EXPECT_EQ(ends.partition, first_);
  EXPECT_EQ(ends.low, Offset{2});
  EXPECT_EQ(ends.last_stable, Offset{5});
  EXPECT_EQ(ends.high_watermark, Offset{5});
}

TEST_P(ClusterContract, RefusesTheEndsOfAPartitionThatIsNotThere) {
  const auto ends = settled([&] { return cluster_->ends({topic_, PartitionId{7}}, kSlice); });
  ASSERT_FALSE(ends);
  EXPECT_EQ(ends.error().reaction, Reaction::kStop) << ends.error().message();
}

TEST_P(ClusterContract, ReadsTheRecordAtAnOffset) {
  const std::vector<FakeRecord> records = {record("a"), {"tombstone", std::nullopt, 1'600'000'000'000}, record("c")};
  world_->append(first_, records);
  for (const int at : {2, 0, 1, 1}) {
    std::vector<FakeRecord> found;
    EXPECT_TRUE(read(first_, at, found));
    EXPECT_THAT(found, ElementsAre(records[static_cast<std::size_t>(at)]));
  }
}

TEST_P(ClusterContract, FindsNoRecordWhereThereIsNone) {
  const auto topic = world_->create_topic(1);
  const TopicPartition partition{topic, PartitionId{0}};
  const auto writer = ready_sink(*world_, world_->fresh_name(), {topic});
  transact(*writer, {"taken by retention", "a"});  // 0 1, marker 2
  transact(*writer, {"x"}, false);                 // aborted 3, marker 4
  transact(*writer, {"b"});                        // 5, marker 6
  world_->delete_records_before(partition, Offset{1});
  std::vector<FakeRecord> found;
  for (const int at : {0, 2, 3, 4, 6, 7, 1000}) EXPECT_FALSE(read(partition, at, found)) << at;
  EXPECT_TRUE(found.empty());
  EXPECT_TRUE(read(partition, 5, found));
}

TEST_P(ClusterContract, KnowsABrokersSettings) {
  const auto setting = must([&] { return cluster_->broker_setting("transaction.max.timeout.ms", kSlice); });
  ASSERT_TRUE(setting);
  EXPECT_GT(std::stoll(*setting), 0);
  EXPECT_EQ(must([&] { return cluster_->broker_setting("no.such.setting", kSlice); }), std::nullopt);
}

}  // namespace millrace
