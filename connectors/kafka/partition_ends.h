// Where a partition begins and ends, asked of its leader.
#pragma once

#include "connectors/kafka/client.h"
#include "connectors/source.h"

namespace millrace {

// All three from the broker, none from a cache. rd_kafka_query_watermark_offsets would not do: on a read_committed
// consumer it gives the last stable offset for the high watermark. An unknown partition: kStop, kRefused.
Result<PartitionEnds> query_ends(const Client& client, const TopicPartition& partition, Millis wait);

}  // namespace millrace
