// A cluster whose every answer a test sets.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "connectors/kafka_cluster.h"
#include "service/config/config.h"

namespace millrace {

using Partitions = Result<std::optional<std::uint32_t>>;
using Setting = Result<std::optional<std::string>>;

class MockCluster : public KafkaCluster {
 public:
  MOCK_METHOD(Partitions, partitions, (const std::string&, Millis), (override));
  MOCK_METHOD(Setting, topic_id, (const std::string&, Millis), (override));
  MOCK_METHOD(Result<std::optional<TopicDescription>>, describe_topic, (const std::string&, Millis), (override));
  MOCK_METHOD(Setting, topic_setting, (const std::string&, const std::string&, Millis), (override));
  MOCK_METHOD(Result<std::vector<CommittedOffset>>, committed, (const std::vector<TopicPartition>&, Millis),
              (override));
  MOCK_METHOD(Result<PartitionEnds>, ends, (const TopicPartition&, Millis), (override));
  MOCK_METHOD(Result<bool>, read_record, (const TopicPartition&, Offset, Millis, RecordVisitor), (override));
  MOCK_METHOD(Setting, broker_setting, (const std::string&, Millis), (override));
};

inline Config orders_to_totals() {
  Config config;
  config.name = "orders-per-user";
  config.sources.resize(1);
  config.sources[0].name = config.sources[0].topic = "orders";
  config.queries.resize(1);
  config.queries[0].name = config.queries[0].sink.topic = "totals";
  return config;
}

}  // namespace millrace
