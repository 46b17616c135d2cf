// A librdkafka client with the events it raises: what source, sink and cluster stand on.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "connectors/kafka/client_events.h"
#include "connectors/kafka/handle.h"
#include "connectors/kafka/properties.h"
#include "connectors/kafka_cluster.h"

namespace millrace {

enum class ClientKind { kConsumer, kProducer };

// rd_kafka_new starts the client's threads, and they inherit the calling thread's affinity: whoever wants a handle
// pinned pins itself before making one. No thread is started otherwise, and no signal is delivered to them.
// The events are declared first so that they outlive the handle.
class Client {
 public:
  // Error: kStop, kConfiguration with the client's words. No network access here.
  static Result<Client> make(ClientKind kind, const LayeredProperties& properties, ClientLog log,
                             ClientWatch watch = {});

  rd_kafka_t* get() const { return handle_.get(); }
  ClientEvents& events() const { return *events_; }
  // Lets the client tell what has happened: errors, and failed deliveries of a producer.
  void drain_events() const { rd_kafka_poll(get(), 0); }

 private:
  Client(std::unique_ptr<ClientEvents> events, KafkaHandle handle)
      : events_(std::move(events)), handle_(std::move(handle)) {}

  std::unique_ptr<ClientEvents> events_;
  KafkaHandle handle_;
};

// Time that is left of a call's `wait`.
class Deadline {
 public:
  explicit Deadline(Millis wait) : end_(std::chrono::steady_clock::now() + wait) {}
  int left_ms() const {
    const auto left = std::chrono::ceil<Millis>(end_ - std::chrono::steady_clock::now()).count();
    return left > 0 ? static_cast<int>(left) : 0;
  }
  bool passed() const { return left_ms() == 0; }

 private:
  std::chrono::steady_clock::time_point end_;
};

}  // namespace millrace
