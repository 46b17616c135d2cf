// KafkaCluster on a librdkafka consumer that never joins a group.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connectors/kafka/assigned_queue.h"
#include "connectors/kafka/client.h"
#include "connectors/kafka_cluster.h"

namespace millrace {

class ClusterClient : public KafkaCluster {
 public:
  static Result<std::unique_ptr<KafkaCluster>> make(const KafkaSettings& settings);

  Result<std::optional<std::uint32_t>> partitions(const std::string& topic, Millis wait) override;
  Result<std::optional<std::string>> topic_id(const std::string& topic, Millis wait) override;
  Result<std::optional<TopicDescription>> describe_topic(const std::string& topic, Millis wait) override;
  Result<std::vector<CommittedOffset>> committed(const std::vector<TopicPartition>& partitions, Millis wait) override;
  Result<PartitionEnds> ends(const TopicPartition& partition, Millis wait) override;
  Result<bool> read_record(const TopicPartition& partition, Offset offset, Millis wait, RecordVisitor visit) override;
  Result<std::optional<std::string>> broker_setting(const std::string& name, Millis wait) override;
  Result<std::optional<std::string>> topic_setting(const std::string& topic, const std::string& name,
                                                   Millis wait) override;

 private:
  ClusterClient(Client client, std::string name)
      : client_(std::move(client)), name_(std::move(name)), queue_(client_) {}

  std::unexpected<Error> failed(Error error);
  template <class Answer>
  Result<Answer> answered(Result<Answer> answer);

  Client client_;
  std::string name_;
  AssignedQueue queue_;
};

}  // namespace millrace
