#include "connectors/kafka/topic_metadata.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/counted.h"
#include "connectors/kafka/errors.h"

namespace millrace {

Result<ClusterMetadata> ask_metadata(const Client& client, const std::string* topic, const Deadline& deadline) {
  const KafkaTopic handle(topic == nullptr ? nullptr : rd_kafka_topic_new(client.get(), topic->c_str(), nullptr));
  const rd_kafka_metadata_t* answer = nullptr;
  const auto code = rd_kafka_metadata(client.get(), 0, handle.get(), &answer, std::max(deadline.left_ms(), 1));
  client.drain_events();
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return std::unexpected(client.events().with_trouble(
        kafka_error("ask for metadata", topic == nullptr ? "the cluster" : "topic " + *topic, code, {}, {},
                    {topic == nullptr ? "" : *topic, false, {}, true})));
  }
  client.events().clear_trouble();
  return ClusterMetadata(answer);
}

Result<std::optional<std::uint32_t>> partition_count(const Client& client, const std::string& topic,
                                                     const Deadline& deadline) {
  const auto answer = ask_metadata(client, &topic, deadline);
  if (!answer) return std::unexpected(answer.error());
  if ((*answer)->topic_cnt != 1) return std::nullopt;
  const auto& found = (*answer)->topics[0];
  if (is_missing(found.err)) return std::nullopt;
  if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return std::unexpected(
        kafka_error("ask for metadata", "topic " + topic, found.err, {}, {}, {topic, false, {}, true}));
  }
  return static_cast<std::uint32_t>(found.partition_cnt);
}

Result<std::uint32_t> require_partition(const Client& client, const TopicPartition& partition,
                                        const Deadline& deadline) {
  const auto count = partition_count(client, partition.topic, deadline);
  if (!count) return std::unexpected(count.error());
  const auto index = static_cast<std::uint32_t>(partition.partition.value);
  if (*count && index < **count) return **count;
  return std::unexpected(kafka_error(
      "look up the partition", partition_name(partition.topic, partition.partition.value),
      RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, *count ? "the topic has " + counted(**count, "partition") : "no such topic",
      {}, {partition.topic, false, {}}));
}

}  // namespace millrace
