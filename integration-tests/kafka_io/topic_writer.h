// Appends records to a topic, in order, without loss or repetition.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "integration-tests/kafka_io/handle.h"

namespace millrace::trial {

// Use it from one thread. The destructor drops what was not flushed.
class TopicWriter {
 public:
  TopicWriter(const std::string& bootstrap, std::string topic, const Settings& settings = {});
  TopicWriter(const TopicWriter&) = delete;
  TopicWriter& operator=(const TopicWriter&) = delete;
  ~TopicWriter();

  // Copies; waits while the client's queue is full. A negative partition: the client chooses by the key.
  // A timestamp of zero: now. No value: a tombstone.
  void write(int partition, std::optional<std::string_view> key, std::optional<std::string_view> value,
             std::int64_t timestamp_ms = 0);
  // Returns when the broker has acknowledged everything; throws if it did not within a minute.
  void flush();

 private:
  std::string topic_;
  std::string failure_;  // the first record that was given up; outlives the handle
  Owned<rd_kafka_t> producer_;
};

}  // namespace millrace::trial
