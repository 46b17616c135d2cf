#include "connectors/kafka/handle.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string_view>
#include <thread>

#include "connectors/kafka/tests/mock_cluster.h"

namespace millrace {
namespace {

using namespace std::chrono_literals;

struct Heard {
  std::atomic<int> fatal_errors{0};
  bool failed_delivery = false;
};

// On the client's own thread, which handles an answer at that moment: the second is held until the client is being
// destroyed. Nothing tells how far that is, but librdkafka's main thread looks at least once a second.
void hold_the_second(const rd_kafka_t* client, int, const char*, const char* text) {
  auto& heard = *static_cast<Heard*>(rd_kafka_opaque(client));
  if (std::string_view(text).contains("Fatal transaction error") && ++heard.fatal_errors == 2)
    std::this_thread::sleep_for(1500ms);
}

void note_failure(rd_kafka_t*, const rd_kafka_message_t* row, void* heard) {
  if (row->err != RD_KAFKA_RESP_ERR_NO_ERROR) static_cast<Heard*>(heard)->failed_delivery = true;
}

class Handle : public MockClusterTest {
 protected:
  KafkaHandle producer_in_a_transaction() {
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    const auto servers = cluster_.settings().properties.at("bootstrap.servers");
    rd_kafka_conf_set(conf, "bootstrap.servers", servers.c_str(), nullptr, 0);
    rd_kafka_conf_set(conf, "transactional.id", "pipeline", nullptr, 0);
    rd_kafka_conf_set_opaque(conf, &heard_);
    rd_kafka_conf_set_log_cb(conf, hold_the_second);
    rd_kafka_conf_set_dr_msg_cb(conf, note_failure);
    KafkaHandle producer(rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0));
    EXPECT_FALSE(KafkaError(rd_kafka_init_transactions(producer.get(), 10'000)));
    EXPECT_FALSE(KafkaError(rd_kafka_begin_transaction(producer.get())));
    return producer;
  }

  static void produce_to_both_partitions(rd_kafka_t* producer) {
    const KafkaTopic topic(rd_kafka_topic_new(producer, "in", nullptr));
    for (const int partition : {0, 1})
      EXPECT_EQ(rd_kafka_produce(topic.get(), partition, 0, nullptr, 0, nullptr, 0, nullptr), 0);
  }

  Heard heard_;
};

// Found as a service that never ended after another had taken its place. What is freed twice shows only where memory is
// watched: with AddressSanitizer.
TEST_F(Handle, IsDestroyedWhileAnswersSayThatAnotherTookOver) {
  auto producer = producer_in_a_transaction();
  produce_to_both_partitions(producer.get());
  ASSERT_EQ(rd_kafka_flush(producer.get(), 10'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  cluster_.slow_down(2000);  // both rows are on their way before the first is answered
  cluster_.fail(KafkaRequest::kProduce, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH,
                RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH);
  produce_to_both_partitions(producer.get());
  for (int i = 0; i < 1000 && (heard_.fatal_errors < 2 || !heard_.failed_delivery); ++i)
    rd_kafka_poll(producer.get(), 10);
  ASSERT_EQ(heard_.fatal_errors, 2);
  ASSERT_TRUE(heard_.failed_delivery);
  producer.reset();
}

}  // namespace
}  // namespace millrace
