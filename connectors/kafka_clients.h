// Kafka's clients, tried before a run makes them.
#pragma once

#include "connectors/kafka_cluster.h"

namespace millrace {

// Makes a source's and a sink's client as a run does, but without brokers, and destroys them: only then librdkafka
// compares properties with each other and opens the files that they name.
Result<void> check_clients(const KafkaSettings& settings);

}  // namespace millrace
