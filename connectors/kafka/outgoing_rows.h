// Rows on their way into the producer's queues.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "connectors/kafka/handle.h"
#include "connectors/kafka/properties.h"
#include "connectors/record.h"

namespace millrace {

// Keeps the topic handles (a row by topic name would cost a look-up, and a fresh handle up to a second) and the
// limit on what is under way. One thread.
class OutgoingRows {
 public:
  OutgoingRows(rd_kafka_t* producer, const std::vector<std::string>& topics, QueueLimits limits);

  // Whether the limits leave room for all of `rows`. An empty queue has room for anything.
  bool has_room(std::span<const RowView> rows);
  struct Refused {
    KafkaError error;  // none: the row was taken
    std::uint32_t topic = 0;
  };
  // Copies each row into the producer; stops at the first refused. The client's produce call is used that sets a
  // timestamp (rd_kafka_produce_batch sets none): 0.06 us a row dearer.
  Refused take(std::span<const RowView> rows);

  const std::string& topic_name(std::uint32_t topic) const { return names_[topic]; }
  // Of the rows taken since the queue was last seen empty, in quotes: "'a', 'b'". Which of them have arrived the client
  // does not tell.
  std::string topics_under_way() const;
  void seen_empty();

 private:
  rd_kafka_t* producer_;
  std::vector<std::string> names_;
  std::vector<KafkaTopic> topics_;
  QueueLimits limits_;
  // Since the queue was last seen empty: their mean size times the rows still queued is the estimate of its bytes.
  std::size_t rows_taken_ = 0;
  std::size_t bytes_taken_ = 0;
  std::vector<bool> taken_for_;  // by topic
};

}  // namespace millrace
