// What tests need done to a real broker from outside: topics, retention, plain records.
#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

#include "connectors/kafka/admin_answer.h"
#include "connectors/kafka/partition_list.h"
#include "connectors/tests/fake_partition.h"

namespace millrace {

// Every call waits until the broker has done it, and throws if it does not.
class KafkaAdmin {
 public:
  explicit KafkaAdmin(const std::string& bootstrap_servers) : client_(connect(bootstrap_servers)) {}

  void create_topic(const std::string& name, std::uint32_t partitions) {
    using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, FreeWith<rd_kafka_NewTopic_destroy>>;
    const NewTopic topic(rd_kafka_NewTopic_new(name.c_str(), static_cast<int>(partitions), -1, nullptr, 0));
    rd_kafka_NewTopic_set_config(topic.get(), "retention.ms", "-1");  // the tests' timestamps are old
    rd_kafka_NewTopic_t* topics[] = {topic.get()};
    const KafkaQueue answers(rd_kafka_queue_new(client_.get()));
    rd_kafka_CreateTopics(client_.get(), topics, 1, nullptr, answers.get());
    const KafkaEvent event = answer(answers);
    std::size_t count = 0;
    const auto** results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
    check(count == 1 ? rd_kafka_topic_result_error(results[0]) : RD_KAFKA_RESP_ERR__FAIL, "create topic " + name);
  }

  void add_partitions(const std::string& name, std::uint32_t total) {
    using NewPartitions = std::unique_ptr<rd_kafka_NewPartitions_t, FreeWith<rd_kafka_NewPartitions_destroy>>;
    const NewPartitions more(rd_kafka_NewPartitions_new(name.c_str(), total, nullptr, 0));
    rd_kafka_NewPartitions_t* requests[] = {more.get()};
    const KafkaQueue answers(rd_kafka_queue_new(client_.get()));
    rd_kafka_CreatePartitions(client_.get(), requests, 1, nullptr, answers.get());
    const KafkaEvent event = answer(answers);
    std::size_t count = 0;
    const auto** results =
        rd_kafka_CreatePartitions_result_topics(rd_kafka_event_CreatePartitions_result(event.get()), &count);
    check(count == 1 ? rd_kafka_topic_result_error(results[0]) : RD_KAFKA_RESP_ERR__FAIL, "add partitions to " + name);
  }

  void delete_topic(const std::string& name) {
    using DeleteTopic = std::unique_ptr<rd_kafka_DeleteTopic_t, FreeWith<rd_kafka_DeleteTopic_destroy>>;
    const DeleteTopic topic(rd_kafka_DeleteTopic_new(name.c_str()));
    rd_kafka_DeleteTopic_t* topics[] = {topic.get()};
    const KafkaQueue answers(rd_kafka_queue_new(client_.get()));
    rd_kafka_DeleteTopics(client_.get(), topics, 1, nullptr, answers.get());
    const KafkaEvent event = answer(answers);
    std::size_t count = 0;
    const auto** results = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event.get()), &count);
    check(count == 1 ? rd_kafka_topic_result_error(results[0]) : RD_KAFKA_RESP_ERR__FAIL, "delete topic " + name);
  }

  void delete_records_before(const TopicPartition& partition, Offset offset) {
    using DeleteRecords = std::unique_ptr<rd_kafka_DeleteRecords_t, FreeWith<rd_kafka_DeleteRecords_destroy>>;
    const PartitionList before = new_partition_list(1);
    add(before, partition).offset = offset.value;
    const DeleteRecords deletion(rd_kafka_DeleteRecords_new(before.get()));
    rd_kafka_DeleteRecords_t* deletions[] = {deletion.get()};
    const KafkaQueue answers(rd_kafka_queue_new(client_.get()));
    rd_kafka_DeleteRecords(client_.get(), deletions, 1, nullptr, answers.get());
    const KafkaEvent event = answer(answers);
    const auto* list = rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event.get()));
    check(list->cnt == 1 ? list->elems[0].err : RD_KAFKA_RESP_ERR__FAIL, "delete records of " + partition.topic);
  }

  // Outside of any transaction; on the broker when this returns.
  void append(const TopicPartition& to, const std::vector<FakeRecord>& records) {
    const KafkaTopic topic(rd_kafka_topic_new(client_.get(), to.topic.c_str(), nullptr));  // by name: 1 s slower
    for (const FakeRecord& record : records) {
      std::array<rd_kafka_vu_t, 6> fields{};
      fields[0].vtype = RD_KAFKA_VTYPE_RKT;
      fields[0].u.rkt = topic.get();
      fields[1].vtype = RD_KAFKA_VTYPE_PARTITION;
      fields[1].u.i32 = to.partition.value;
      fields[2].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
      fields[2].u.i = RD_KAFKA_MSG_F_COPY;
      fields[3].vtype = RD_KAFKA_VTYPE_KEY;
      set_bytes(fields[3], record.key);
      fields[4].vtype = RD_KAFKA_VTYPE_VALUE;
      set_bytes(fields[4], record.value);
      fields[5].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
      fields[5].u.i64 = record.timestamp;
      const KafkaError error(rd_kafka_produceva(client_.get(), fields.data(), fields.size()));
      check(rd_kafka_error_code(error.get()), "append to " + to.topic);
    }
    check(rd_kafka_flush(client_.get(), kPatienceMs), "append to " + to.topic);
    if (client_.events().failed_delivery()) check(client_.events().failed_delivery()->code, "append to " + to.topic);
  }

 private:
  static constexpr int kPatienceMs = 30'000;

  static Client connect(const std::string& bootstrap_servers) {
    auto client = Client::make(ClientKind::kProducer,
                               {{"bootstrap.servers", bootstrap_servers},
                                {"enable.idempotence", "true"},
                                {"delivery.report.only.error", "true"},
                                {"enable.metrics.push", "false"}},
                               {});
    if (!client) throw std::runtime_error(client.error().message());
    return std::move(*client);
  }

  static void check(rd_kafka_resp_err_t code, const std::string& what) {
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error(what + ": " + describe(code));
  }

  static void set_bytes(rd_kafka_vu_t& field, const std::optional<std::string>& bytes) {
    if (bytes) field.u.mem = {const_cast<char*>(bytes->data()), bytes->size()};
  }

  static KafkaEvent answer(const KafkaQueue& answers) {
    KafkaEvent event(rd_kafka_queue_poll(answers.get(), kPatienceMs));
    if (!event) throw std::runtime_error("the broker does not answer");
    check(rd_kafka_event_error(event.get()), rd_kafka_event_error_string(event.get()));
    return event;
  }

  Client client_;
};

}  // namespace millrace
