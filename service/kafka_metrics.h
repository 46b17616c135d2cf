// What the Kafka clients say of themselves, as metrics.
#pragma once

#include <cstdint>
#include <memory>

#include "connectors/client_statistics.h"
#include "metrics/registry.h"

namespace millrace {

// Clients come and go with recoveries. What one has counted stays counted when it goes; its queues and requests go
// with it. Any thread.
class KafkaMetrics {
 public:
  enum class Kind { kConsumer, kProducer };

  KafkaMetrics();

  // For one new client. The client's end is the end of the last copy.
  ClientWatch watch(Kind kind);
  // For a client that is none of the data path's.
  ClientWatch watch_errors();

  void export_to(MetricRegistry& registry) const;  // one call at a time

 private:
  class Clients;
  class Watched;
  std::shared_ptr<Clients> clients_;
};

}  // namespace millrace
