// Questions to the cluster's metadata.
#pragma once

#include <optional>
#include <string>

#include "connectors/kafka/client.h"
#include "connectors/kafka/handle.h"

namespace millrace {

// No topic: the brokers only. kRetry when no broker answered in time.
Result<ClusterMetadata> ask_metadata(const Client& client, const std::string* topic, const Deadline& deadline);

// None: the topic does not exist, or its existence is hidden from this user.
Result<std::optional<std::uint32_t>> partition_count(const Client& client, const std::string& topic,
                                                     const Deadline& deadline);

// How many there are; kStop, kRefused if this one is not among them.
Result<std::uint32_t> require_partition(const Client& client, const TopicPartition& partition,
                                        const Deadline& deadline);

}  // namespace millrace
