// Kafka's clients, tried before a run makes them.
#pragma once

#include "connectors/kafka_cluster.h"

namespace millrace {

// Makes each kind of client as a run does, but without brokers, and destroys it: only then librdkafka compares
// properties with each other and opens the files that they name.
Result<void> check_clients(const KafkaSettings& settings);

}  // namespace millrace
