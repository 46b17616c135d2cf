// Where a contract runs: the fake broker, or a real one.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "connectors/kafka_cluster.h"
#include "connectors/tests/fake_partition.h"

namespace millrace {

class KafkaWorld {
 public:
  virtual ~KafkaWorld() = default;

  virtual std::string fresh_name() = 0;                            // for pipelines, never used before
  virtual std::string create_topic(std::uint32_t partitions) = 0;  // under a fresh name
  virtual void create_topic_named(const std::string& name, std::uint32_t partitions) = 0;
  virtual void add_partitions(const std::string& topic, std::uint32_t total) = 0;
  virtual void delete_topic(const std::string& topic) = 0;
  virtual void append(const TopicPartition& to, const std::vector<FakeRecord>& records) = 0;
  virtual void delete_records_before(const TopicPartition& partition, Offset offset) = 0;
  // From now on the group's offset of the partition is in a stranger's open transaction, until released.
  virtual void hold_offset(const std::string& group, const TopicPartition& partition) = 0;
  virtual void release_offset(const std::string& group, const TopicPartition& partition) = 0;

  virtual std::unique_ptr<Source> source(const std::string& topic) = 0;
  virtual std::unique_ptr<TransactionalSink> sink(const std::string& name, const std::vector<std::string>& topics) = 0;
  virtual std::unique_ptr<KafkaCluster> cluster(const std::string& name) = 0;
};

struct WorldUnderTest {
  const char* name;
  std::unique_ptr<KafkaWorld> (*make)();
};

inline std::string name_of_world(const testing::TestParamInfo<WorldUnderTest>& info) { return info.param.name; }

class KafkaContract : public testing::TestWithParam<WorldUnderTest> {
 protected:
  std::unique_ptr<KafkaWorld> world_ = GetParam().make();
};

}  // namespace millrace
