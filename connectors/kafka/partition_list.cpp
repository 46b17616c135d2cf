#include "connectors/kafka/partition_list.h"

#include <cstring>

namespace millrace {

rd_kafka_topic_partition_t& add(const PartitionList& list, const TopicPartition& partition) {
  return *rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition.value);
}

PartitionList list_of(std::span<const PartitionStart> starts) {
  PartitionList list = new_partition_list(starts.size());
  for (const auto& [partition, offset] : starts) add(list, partition).offset = offset.value;
  return list;
}

PartitionList list_of(std::span<const OffsetToCommit> offsets) {
  PartitionList list = new_partition_list(offsets.size());
  for (const auto& [partition, offset, metadata] : offsets) {
    auto& element = add(list, partition);
    element.offset = offset.value;
    if (metadata.empty()) continue;
    element.metadata = rd_kafka_mem_malloc(nullptr, metadata.size());  // the list frees it
    element.metadata_size = metadata.size();
    std::memcpy(element.metadata, metadata.data(), metadata.size());
  }
  return list;
}

CommittedOffset committed_offset(const rd_kafka_topic_partition_t& element) {
  CommittedOffset committed{{element.topic, PartitionId{element.partition}}, std::nullopt, {}};
  if (element.offset < 0) return committed;
  committed.offset = Offset{element.offset};
  if (element.metadata_size > 0) {
    committed.metadata.assign(static_cast<const char*>(element.metadata), element.metadata_size);
  }
  return committed;
}

}  // namespace millrace
