// Records on their way in and rows on their way out, as views.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"

namespace millrace {

// Valid only inside the visit that hands it out.
struct RecordView {
  PartitionId partition;
  Offset offset;
  std::int64_t timestamp = 0;             // Kafka's, epoch milliseconds; -1: none
  std::optional<std::string_view> key;    // none: null key
  std::optional<std::string_view> value;  // none: tombstone
};

// One output record. Copied by the sink before produce() returns.
struct RowView {
  std::uint32_t topic = 0;  // index into the sink's topics
  std::optional<std::string_view> key;
  std::string_view value;
  std::int64_t timestamp = 0;  // epoch milliseconds; window_end - 1 for windows
};

struct TopicPartition {
  std::string topic;
  PartitionId partition;
  friend auto operator<=>(const TopicPartition&, const TopicPartition&) = default;
};

}  // namespace millrace
