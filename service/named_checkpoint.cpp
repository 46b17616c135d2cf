#include "service/named_checkpoint.h"

#include <algorithm>

#include "checkpoint/source_check.h"
#include "service/asking.h"

namespace millrace {
namespace {

// The newest stored one that any offset names, with what it has read.
const StoredCheckpoint* newest_named(const std::vector<StoredCheckpoint>& checkpoints,
                                     const std::vector<CommittedPosition>& committed) {
  const StoredCheckpoint* newest = nullptr;
  for (const auto& checkpoint : checkpoints) {
    const bool is_named =
        std::ranges::find(committed, to_string(checkpoint.name), &CommittedPosition::metadata) != committed.end();
    if (is_named && (newest == nullptr || newest->name < checkpoint.name)) newest = &checkpoint;
  }
  return newest;
}

}  // namespace

std::set<std::string> topics_of(const Config& config, const std::vector<StoredCheckpoint>& checkpoints) {
  std::set<std::string> topics;
  for (const auto& source : config.sources) topics.insert(source.topic);
  for (const auto& checkpoint : checkpoints) {
    if (!checkpoint.manifest) continue;
    for (const auto& position : checkpoint.manifest->positions) topics.insert(position.topic);
  }
  return topics;
}

Result<std::vector<CommittedPosition>> committed_of(KafkaCluster& cluster, const std::set<std::string>& topics) {
  std::vector<CommittedPosition> committed;
  for (const auto& topic : topics) {
    const auto count = ask(kAskings, [&] { return cluster.partitions(topic, kAskingSlice); });
    if (!count) return std::unexpected(count.error());
    if (count->value_or(0) == 0) continue;
    std::vector<TopicPartition> partitions;
    for (std::uint32_t i = 0; i < **count; ++i)
      partitions.push_back({topic, PartitionId{static_cast<std::int32_t>(i)}});
    const auto answer = ask(kAskings, [&] { return cluster.committed(partitions, kAskingSlice); });
    if (!answer) return std::unexpected(answer.error());
    for (const auto& [partition, offset, metadata] : *answer)
      committed.push_back({"", partition.topic, partition.partition, offset, metadata});
  }
  return committed;
}

std::optional<CheckpointName> named_among(const std::vector<StoredCheckpoint>& checkpoints,
                                          std::vector<CommittedPosition> committed) {
  const auto* newest = newest_named(checkpoints, committed);
  if (newest != nullptr && newest->manifest) {
    std::erase_if(committed, [&](const auto& p) { return is_left_behind(p, newest->name, *newest->manifest); });
  }
  std::vector<CheckpointName> names;
  for (const auto& checkpoint : checkpoints) names.push_back(checkpoint.name);
  return named_by_kafka(committed, names);
}

}  // namespace millrace
