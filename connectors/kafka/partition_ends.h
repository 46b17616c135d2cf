// Where partitions begin and end, asked of their leaders.
#pragma once

#include <vector>

#include "connectors/kafka/client.h"
#include "connectors/source.h"

namespace millrace {

// All three from the broker, none from a cache. rd_kafka_query_watermark_offsets would not do: on a read_committed
// consumer it gives the last stable offset for the high watermark. An unknown partition: kStop, kRefused.
// Answers in the order of `partitions`; what one of them has to say against an answer is said for all.
Result<std::vector<PartitionEnds>> query_ends(const Client& client, const std::vector<TopicPartition>& partitions,
                                              Millis wait);

}  // namespace millrace
