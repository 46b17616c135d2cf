// Which librdkafka properties each kind of client gets: our defaults, over them the user's, over those what
// exactly-once owns. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "connectors/kafka_cluster.h"

namespace millrace {

// Set in this order, the last one wins: so that an alias (linger.ms, queue.buffering.max.ms) overrides too.
using LayeredProperties = std::vector<std::pair<std::string, std::string>>;

LayeredProperties source_properties(const KafkaSettings& settings);
LayeredProperties sink_properties(const KafkaSettings& settings);
LayeredProperties cluster_properties(const KafkaSettings& settings);

// Rows the sink may have under way. The client's own limits are set out of reach, so that a batch of rows is taken
// whole or not at all; these, the user's queue.buffering.max.* or our defaults, are kept by the sink.
// How often a source looks for partitions that were added.
Millis metadata_refresh(const KafkaSettings& settings);

struct QueueLimits {
  std::size_t rows = 20'000;  // more grow cold in the caches before they are sent: 15 % more CPU at 100,000
  std::size_t bytes = std::size_t{64} << 20;
};
QueueLimits queue_limits(const KafkaProperties& users);

}  // namespace millrace
