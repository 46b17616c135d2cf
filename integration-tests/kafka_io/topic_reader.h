// Reads a whole topic once.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "integration-tests/kafka_io/offsets.h"

namespace millrace::trial {

// Valid during the call it is handed to.
struct TopicRecord {
  int partition = 0;
  std::int64_t offset = 0;
  std::int64_t timestamp_ms = 0;
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;  // none: a tombstone
};

// Hands every record from each partition's beginning up to the end it has at the call; records of a partition come in
// order. Throws when a partition makes no progress for 30 s. Returns the number of records.
std::uint64_t read_topic(const std::string& bootstrap, const std::string& topic, Isolation isolation,
                         const std::function<void(const TopicRecord&)>& record);

}  // namespace millrace::trial
