#include "connectors/kafka/topic_description.h"

#include <algorithm>
#include <limits>
#include <span>

#include "connectors/kafka/admin_answer.h"

namespace millrace {
namespace {

constexpr const char* kAskAboutTopic = "ask about the topic";

// Of all partitions, the smallest number that `count` tells.
template <class Count>
std::uint32_t fewest(std::span<const rd_kafka_TopicPartitionInfo_t* const> partitions, Count count) {
  std::size_t least = std::numeric_limits<std::uint32_t>::max();
  for (const auto* partition : partitions) {
    std::size_t found = 0;
    count(partition, &found);
    least = std::min(least, found);
  }
  return static_cast<std::uint32_t>(least);
}

TopicDescription taken_from(const rd_kafka_TopicDescription_t* described) {
  TopicDescription topic;
  topic.id = rd_kafka_Uuid_base64str(rd_kafka_TopicDescription_topic_id(described));
  std::size_t count = 0;
  const auto** first = rd_kafka_TopicDescription_partitions(described, &count);
  const std::span<const rd_kafka_TopicPartitionInfo_t* const> partitions(first, count);
  topic.partitions = static_cast<std::uint32_t>(count);
  topic.replicas = fewest(partitions, rd_kafka_TopicPartitionInfo_replicas);
  topic.in_sync = fewest(partitions, rd_kafka_TopicPartitionInfo_isr);
  const auto* operations = rd_kafka_TopicDescription_authorized_operations(described, &count);
  if (operations == nullptr || count == 0) return topic;
  const std::span<const rd_kafka_AclOperation_t> allowed(operations, count);
  topic.may_read = std::ranges::find(allowed, RD_KAFKA_ACL_OPERATION_READ) != allowed.end();
  topic.may_write = std::ranges::find(allowed, RD_KAFKA_ACL_OPERATION_WRITE) != allowed.end();
  return topic;
}

}  // namespace

Result<std::optional<TopicDescription>> topic_description(const Client& client, const std::string& topic,
                                                          const std::string& name, const Deadline& deadline) {
  const Subject subject{topic, false, name, true};
  const AdminOptions options = admin_options(client.get(), RD_KAFKA_ADMIN_OP_DESCRIBETOPICS, deadline);
  if (const KafkaError refused{rd_kafka_AdminOptions_set_include_authorized_operations(options.get(), 1)}) {
    return std::unexpected(kafka_error(kAskAboutTopic, "topic " + topic, refused, client.get(), subject));
  }
  const KafkaQueue queue(rd_kafka_queue_new(client.get()));
  const char* asked = topic.c_str();
  const TopicCollection topics(rd_kafka_TopicCollection_of_topic_names(&asked, 1));
  rd_kafka_DescribeTopics(client.get(), topics.get(), options.get(), queue.get());
  const auto event = next_answer(client, queue, deadline, kAskAboutTopic, "topic " + topic, subject);
  if (!event) return std::unexpected(event.error());
  std::size_t count = 0;
  const auto** described =
      rd_kafka_DescribeTopics_result_topics(rd_kafka_event_DescribeTopics_result(event->get()), &count);
  if (count != 1) return std::nullopt;
  const auto code = rd_kafka_error_code(rd_kafka_TopicDescription_error(described[0]));
  if (is_missing(code)) return std::nullopt;
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return taken_from(described[0]);
  return std::unexpected(kafka_error(kAskAboutTopic, "topic " + topic, code, {}, {}, subject));
}

}  // namespace millrace
