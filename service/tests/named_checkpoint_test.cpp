#include "service/named_checkpoint.h"

#include "checkpoint/tests/memory_store.h"
#include "service/tests/mock_cluster.h"
#include "service/tests/stored_manifests.h"

namespace millrace {
namespace {

using ::testing::_;
using ::testing::ElementsAre;
using ::testing::NiceMock;
using ::testing::Return;

// Checkpoint 1 has read orders and visits; 2 and 3, after the file was changed, visits only.
class NamedCheckpoint : public ::testing::Test {
 protected:
  NamedCheckpoint() {
    first_ = keep(1, {"orders", "visits"});
    second_ = keep(2, {"visits"});
    third_ = keep(3, {"visits"});
  }

  CheckpointName keep(std::uint64_t id, const std::vector<std::string>& topics) {
    auto manifest = manifest_of(id, 10);
    manifest.positions.clear();
    for (const auto& topic : topics)
      manifest.positions.push_back({topic, topic, PartitionId{0}, Offset{10}, event_time(0), {}});
    return store_manifest(store_, manifest);
  }
  std::vector<StoredCheckpoint> stored() const { return *read_stored_checkpoints(store_); }
  static CommittedPosition committed(const std::string& topic, const CheckpointName& name) {
    return {"", topic, PartitionId{0}, Offset{10}, to_string(name)};
  }

  test::MemoryStore store_;
  CheckpointName first_, second_, third_;
};

TEST_F(NamedCheckpoint, IsLookedForInTheTopicsOfTheFileAndOfAllThatIsStored) {
  auto config = orders_to_totals();
  config.sources[0].topic = "returns";
  EXPECT_THAT(topics_of(config, stored()), ElementsAre("orders", "returns", "visits"));
}

TEST_F(NamedCheckpoint, IsTheOneThatAllOffsetsName) {
  EXPECT_EQ(named_among(stored(), {committed("orders", first_), committed("visits", first_)}), first_);
}

TEST_F(NamedCheckpoint, IsTheNewestWhereARemovedSourceHasLeftItsOffsets) {
  EXPECT_EQ(named_among(stored(), {committed("orders", first_), committed("visits", third_)}), third_);
}

TEST_F(NamedCheckpoint, IsNoneWhereWhatOneCheckpointHasReadHasTwoNames) {
  auto two = std::vector{committed("visits", second_), committed("visits", third_)};
  two[1].partition = PartitionId{1};
  EXPECT_EQ(named_among(stored(), two), std::nullopt);
}

TEST_F(NamedCheckpoint, IsNoneWhereNothingIsCommitted) { EXPECT_EQ(named_among(stored(), {}), std::nullopt); }

TEST_F(NamedCheckpoint, IsAskedForInEveryPartitionOfATopic) {
  NiceMock<MockCluster> cluster;
  const std::vector<TopicPartition> partitions = {{"visits", PartitionId{0}}, {"visits", PartitionId{1}}};
  ON_CALL(cluster, partitions("gone", _)).WillByDefault(Return(Partitions(std::nullopt)));
  ON_CALL(cluster, partitions("visits", _)).WillByDefault(Return(Partitions(2)));
  const CommittedOffset answer{partitions[1], Offset{7}, to_string(third_)};
  EXPECT_CALL(cluster, committed(partitions, _)).WillOnce(Return(std::vector{answer}));
  const auto found = committed_of(cluster, {"gone", "visits"});
  ASSERT_TRUE(found) << found.error().message();
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().partition, PartitionId{1});
  EXPECT_EQ(found->front().metadata, to_string(third_));
}

TEST_F(NamedCheckpoint, IsNotKnownWhereKafkaRefusesToTell) {
  NiceMock<MockCluster> cluster;
  const Error refused{"ask for partitions", "topic visits", "not authorized", "", Reaction::kStop, StopReason::kNone};
  ON_CALL(cluster, partitions("visits", _)).WillByDefault(Return(std::unexpected(refused)));
  EXPECT_FALSE(committed_of(cluster, {"visits"}));
}

}  // namespace
}  // namespace millrace
