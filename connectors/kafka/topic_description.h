// DescribeTopics of one topic.
#pragma once

#include <optional>
#include <string>

#include "connectors/kafka/client.h"
#include "connectors/kafka_cluster.h"

namespace millrace {

// None: the topic does not exist, or its existence is hidden from this user. `name` is the pipeline's, for the words of
// an error.
Result<std::optional<TopicDescription>> topic_description(const Client& client, const std::string& topic,
                                                          const std::string& name, const Deadline& deadline);

}  // namespace millrace
