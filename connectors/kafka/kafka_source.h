// The Source on a librdkafka consumer.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/kafka/assigned_queue.h"
#include "connectors/kafka/client.h"
#include "connectors/kafka/partition_watch.h"
#include "connectors/source.h"

namespace millrace {

// Reads committed records by rd_kafka_consume_callback_queue, the cheapest way there is. Keeps its own positions: the
// client's would count error and end-of-partition events in. Pin the thread that makes one before it does: the
// client's threads inherit the affinity (see Client), and one core for all of them is the fastest arrangement.
class KafkaSource : public Source {
 public:
  static Result<std::unique_ptr<Source>> make(const KafkaSettings& settings, const std::string& topic);

  Result<void> assign(std::span<const PartitionStart> starts) override;
  Result<std::size_t> poll(std::size_t max, Millis wait, RecordVisitor visit) override;
  Offset position(PartitionId partition) const override;
  std::optional<Offset> known_end(PartitionId partition) const override;
  Result<std::vector<PartitionEnds>> ends(std::span<const PartitionId> partitions, Millis wait) override;

 private:
  KafkaSource(Client client, std::string topic, Millis refresh)
      : client_(std::move(client)), topic_(std::move(topic)), queue_(client_), watch_(topic_, refresh) {}

  Result<void> require_partitions();
  std::size_t visit_some(std::size_t max, const Deadline& deadline, RecordVisitor visit);
  struct Failure {
    rd_kafka_resp_err_t code;
    std::int32_t partition;
    std::string words;
  };
  // No record, but the end of a partition or an error; false: reading ends here, see failure_.
  bool on_event(const rd_kafka_message_t& message);
  Error error_of(const Failure& failure);
  Error out_of_range(const Failure& failure);

  static constexpr std::int64_t kUnassigned = std::numeric_limits<std::int64_t>::max();  // no offset reaches it

  Client client_;  // first: the queue must be gone before the handle
  std::string topic_;
  AssignedQueue queue_;
  PartitionWatch watch_;
  std::vector<std::int64_t> positions_;  // by partition; the next offset to visit, or kUnassigned
  std::optional<Failure> failure_;       // met while visiting, to become broken_
  std::optional<Error> broken_;          // until the next assign: what lies behind an error must not be read past it
};

}  // namespace millrace
