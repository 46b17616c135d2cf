// Partitions assigned by hand, all delivering into one queue.
#pragma once

#include <exception>
#include <span>
#include <string>
#include <vector>

#include "base/function_ref.h"
#include "connectors/kafka/client.h"
#include "connectors/source.h"

namespace millrace {

// This is the consumer's own queue: forwarding partitions to another one does not survive a second assign at 2.8. Only
// messages and errors get here as long as rd_kafka_poll_set_consumer is never called and nothing is subscribed to.
// One thread.
class AssignedQueue {
 public:
  explicit AssignedQueue(const Client& client);

  // Replaces what was assigned before; what was fetched for that is dropped. No network access.
  rd_kafka_resp_err_t assign(std::span<const PartitionStart> starts);
  void unassign();

  // Each message or partition error, in order; false: enough, the rest stays in the queue. Waits up to `wait` for the
  // first. An exception of the visitor passes through here, not through the client.
  using MessageVisitor = FunctionRef<bool(const rd_kafka_message_t&)>;
  void consume(Millis wait, MessageVisitor visit);

 private:
  rd_kafka_t* consumer_;
  ClientEvents& events_;  // hears of errors of the group, which concern no partition
  KafkaQueue queue_;
};

std::string words_of(const rd_kafka_message_t& error);
RecordView view_of(const rd_kafka_message_t& message);

}  // namespace millrace
