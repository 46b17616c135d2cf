// librdkafka's mock cluster: real clients against a broker that errs on demand. It keeps no transactions (aborted rows
// show, transactional offsets vanish): good for the paths of errors, for nothing else.
#pragma once

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <string>

#include "connectors/kafka/handle.h"
#include "connectors/kafka_cluster.h"

namespace millrace {

// Request types of the Kafka protocol.
enum class KafkaRequest : std::int16_t {
  kProduce = 0,
  kFetch = 1,
  kListOffsets = 2,
  kMetadata = 3,
  kOffsetFetch = 9,
  kFindCoordinator = 10,
  kInitProducerId = 22,
  kAddPartitions = 24,
  kAddOffsets = 25,
  kEndTxn = 26,
  kTxnOffsetCommit = 28
};

// Taking one down costs a second, so that a program has only one: see the test fixture below.
class MockCluster {
 public:
  MockCluster() {
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, nullptr);
    owner_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0));
    cluster_ = rd_kafka_mock_cluster_new(owner_.get(), 1);
    rd_kafka_mock_topic_create(cluster_, "in", 2, 1);
    rd_kafka_mock_topic_create(cluster_, "out", 1, 1);
  }
  ~MockCluster() { rd_kafka_mock_cluster_destroy(cluster_); }
  MockCluster(const MockCluster&) = delete;
  MockCluster& operator=(const MockCluster&) = delete;

  KafkaSettings settings() const {
    KafkaSettings settings;
    settings.properties["bootstrap.servers"] = rd_kafka_mock_cluster_bootstraps(cluster_);
    settings.name = "pipeline";
    return settings;
  }
  // The next requests of that type get these answers; _TRANSPORT: the connection breaks instead.
  template <class... Codes>
  void fail(KafkaRequest request, Codes... codes) {
    rd_kafka_mock_push_request_errors(cluster_, static_cast<std::int16_t>(request), sizeof...(codes), codes...);
  }
  void fail_times(KafkaRequest request, int times, rd_kafka_resp_err_t code) {
    for (int i = 0; i < times; ++i) fail(request, code);
  }
  void heal_all() {
    come_up();
    slow_down(0);
    for (std::int16_t request = 0; request < 64; ++request) rd_kafka_mock_clear_request_errors(cluster_, request);
  }
  void create_topic(const std::string& name) { rd_kafka_mock_topic_create(cluster_, name.c_str(), 1, 1); }
  void heal(KafkaRequest request) { rd_kafka_mock_clear_request_errors(cluster_, static_cast<std::int16_t>(request)); }
  // Every answer from now on takes as long; 0: none does.
  void slow_down(int ms) { rd_kafka_mock_broker_set_rtt(cluster_, 1, ms); }
  void go_down() { rd_kafka_mock_broker_set_down(cluster_, 1); }
  void come_up() { rd_kafka_mock_broker_set_up(cluster_, 1); }

 private:
  KafkaHandle owner_;
  rd_kafka_mock_cluster_t* cluster_;
};

// Each test finds the cluster well, with topics "in" (2 partitions) and "out" (1).
class MockClusterTest : public testing::Test {
 protected:
  MockClusterTest() { cluster_.heal_all(); }
  static MockCluster& the_cluster() {
    static MockCluster cluster;
    return cluster;
  }
  MockCluster& cluster_ = the_cluster();
};

}  // namespace millrace
