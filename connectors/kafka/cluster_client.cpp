#include "connectors/kafka/cluster_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "connectors/kafka/errors.h"
#include "connectors/kafka/partition_ends.h"
#include "connectors/kafka/partition_list.h"
#include "connectors/kafka/properties.h"
#include "connectors/kafka/settings.h"
#include "connectors/kafka/topic_description.h"
#include "connectors/kafka/topic_metadata.h"

namespace millrace {
Result<std::unique_ptr<KafkaCluster>> ClusterClient::make(const KafkaSettings& settings) {
  auto client = Client::make(ClientKind::kConsumer, cluster_properties(settings), settings.log, settings.watch);
  if (!client) return std::unexpected(std::move(client.error()));
  return std::unique_ptr<KafkaCluster>(new ClusterClient(std::move(*client), settings.name));
}

// Group denials and refused credentials surface only in the consumer's queue, while the call just times out.
std::unexpected<Error> ClusterClient::failed(Error error) {
  client_.drain_events();
  queue_.consume(Millis{0}, [](const rd_kafka_message_t&) { return true; });
  return std::unexpected(client_.events().with_trouble_at_start(std::move(error), {{}, false, name_}));
}

template <class Answer>
Result<Answer> ClusterClient::answered(Result<Answer> answer) {
  if (!answer) return failed(std::move(answer.error()));
  return answer;
}

Result<std::optional<std::uint32_t>> ClusterClient::partitions(const std::string& topic, Millis wait) {
  return answered(partition_count(client_, topic, Deadline(wait)));
}

Result<std::optional<std::string>> ClusterClient::topic_id(const std::string& topic, Millis wait) {
  const auto described = describe_topic(topic, wait);
  if (!described) return std::unexpected(described.error());
  return *described ? std::optional((*described)->id) : std::nullopt;
}

Result<std::optional<TopicDescription>> ClusterClient::describe_topic(const std::string& topic, Millis wait) {
  return answered(topic_description(client_, topic, name_, Deadline(wait)));
}

Result<std::vector<CommittedOffset>> ClusterClient::committed(const std::vector<TopicPartition>& partitions,
                                                              Millis wait) {
  const Deadline deadline(wait);
  const std::string object = "group " + name_;
  // A fresh list each time: the client leaves results of a former call in it.
  const PartitionList list = new_partition_list(partitions.size());
  for (const TopicPartition& partition : partitions) add(list, partition);
  // The return code first: while any partition is unstable, the elements look like "no offset" without an error.
  const auto code = rd_kafka_committed(client_.get(), list.get(), std::max(deadline.left_ms(), 1));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return failed(kafka_error("read the committed offsets", object, code, {}, {}, {{}, false, name_}));
  }
  std::vector<CommittedOffset> offsets;
  for (const auto& element : elements(list)) {
    if (element.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      const std::string partition = partition_name(element.topic, element.partition) + " of " + object;
      return failed(
          kafka_error("read the committed offset", partition, element.err, {}, {}, {element.topic, false, name_}));
    }
    offsets.push_back(committed_offset(element));
  }
  client_.events().clear_trouble(true);
  return offsets;
}

Result<PartitionEnds> ClusterClient::ends(const TopicPartition& partition, Millis wait) {
  auto answer = query_ends(client_, {partition}, wait);
  if (!answer) return failed(std::move(answer.error()));
  return answer->front();
}

Result<bool> ClusterClient::read_record(const TopicPartition& partition, Offset offset, Millis wait,
                                        RecordVisitor visit) {
  const Deadline deadline(wait);
  const std::string object =
      fmt::format("offset {} of {}", offset.value, partition_name(partition.topic, partition.partition.value));
  // A topic that is missing or denied would only be silent.
  if (auto there = require_partition(client_, partition, deadline); !there) return failed(std::move(there.error()));
  const std::vector<PartitionStart> start = {{partition, offset}};
  if (const auto code = queue_.assign(start); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return failed(kafka_error("read the record", object, code, {}, {}, {partition.topic, false, name_}));
  }
  std::optional<Result<bool>> answer;
  while (!answer && !deadline.passed()) {
    queue_.consume(Millis{deadline.left_ms()}, [&](const rd_kafka_message_t& message) {
      if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        if (message.offset < offset.value) return true;
        answer = message.offset == offset.value;
        if (**answer) visit(view_of(message));
      } else if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF ||
                 message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) {
        answer = false;  // nothing from there on, or out of range
      } else if (!is_transient(message.err)) {
        answer = std::unexpected(kafka_error("read the record", object, message.err, words_of(message), {},
                                             {partition.topic, false, name_}));
      }
      return !answer;
    });
  }
  queue_.unassign();
  if (!answer) return failed(out_of_time("read the record", object, "nothing came in time"));
  if (!*answer) return failed(answer->error());
  return **answer;
}

Result<std::optional<std::string>> ClusterClient::broker_setting(const std::string& name, Millis wait) {
  const Deadline deadline(wait);
  const auto brokers = ask_metadata(client_, nullptr, deadline);
  if (!brokers) return failed(brokers.error());
  if ((*brokers)->broker_cnt == 0) return failed(out_of_time("ask for a broker's setting", name, "no broker is known"));
  const SettingOf broker{RD_KAFKA_RESOURCE_BROKER, std::to_string((*brokers)->brokers[0].id)};
  return answered(setting(client_, broker, name, {{}, false, name_}, deadline));
}

Result<std::optional<std::string>> ClusterClient::topic_setting(const std::string& topic, const std::string& name,
                                                                Millis wait) {
  return answered(setting(client_, {RD_KAFKA_RESOURCE_TOPIC, topic}, name, {topic, false, name_}, Deadline(wait)));
}

Result<std::unique_ptr<KafkaCluster>> connect_kafka(const KafkaSettings& settings) {
  return ClusterClient::make(settings);
}

}  // namespace millrace
