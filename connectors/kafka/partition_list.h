// librdkafka's lists of partitions with offsets and metadata.
#pragma once

#include <span>
#include <string>

#include "connectors/kafka/handle.h"
#include "connectors/sink.h"
#include "connectors/source.h"

namespace millrace {

inline PartitionList new_partition_list(std::size_t size) {
  return PartitionList(rd_kafka_topic_partition_list_new(static_cast<int>(size)));
}

rd_kafka_topic_partition_t& add(const PartitionList& list, const TopicPartition& partition);
PartitionList list_of(std::span<const PartitionStart> starts);
PartitionList list_of(std::span<const OffsetToCommit> offsets);  // with their metadata
// Metadata may hold any byte and does not end with a zero.
CommittedOffset committed_offset(const rd_kafka_topic_partition_t& element);

inline std::span<const rd_kafka_topic_partition_t> elements(const PartitionList& list) {
  return {list->elems, static_cast<std::size_t>(list->cnt)};
}

}  // namespace millrace
