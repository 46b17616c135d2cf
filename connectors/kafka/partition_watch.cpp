#include "connectors/kafka/partition_watch.h"

#include "connectors/added_partitions.h"
#include "connectors/kafka/topic_metadata.h"

namespace millrace {
namespace {

constexpr Millis kCountWait{200};

}  // namespace

void PartitionWatch::begin(std::uint32_t partitions) {
  known_ = partitions;
  next_look_ = std::chrono::steady_clock::now() + every_;
}

Result<void> PartitionWatch::look(const Client& client) {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_look_) return {};
  next_look_ = now + every_;
  const auto count = partition_count(client, topic_, Deadline(kCountWait));
  if (!count || !*count || **count <= known_) return {};
  return std::unexpected(added_partitions(topic_, **count, known_));
}

}  // namespace millrace
