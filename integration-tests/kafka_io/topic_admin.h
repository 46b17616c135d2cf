// Topics: made, widened, deleted.
#pragma once

#include <optional>
#include <string>

#include "integration-tests/kafka_io/handle.h"

namespace millrace::trial {

// Nothing while the cluster does not know the topic.
std::optional<int> partition_count(rd_kafka_t* client, const std::string& topic);

// All wait until the cluster shows the change.
void create_topic(const std::string& bootstrap, const std::string& topic, int partitions, const Settings& config = {});
void add_partitions(const std::string& bootstrap, const std::string& topic, int total);
void delete_topic(const std::string& bootstrap, const std::string& topic);

}  // namespace millrace::trial
