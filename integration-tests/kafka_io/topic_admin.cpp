#include "integration-tests/kafka_io/topic_admin.h"

#include <array>
#include <chrono>
#include <thread>

namespace millrace::trial {
namespace {

using namespace std::chrono_literals;

struct AdminRelease {
  void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
  void operator()(rd_kafka_NewPartitions_t* partitions) const { rd_kafka_NewPartitions_destroy(partitions); }
  void operator()(rd_kafka_DeleteTopic_t* topic) const { rd_kafka_DeleteTopic_destroy(topic); }
};

void require_each(const rd_kafka_topic_result_t* const* results, std::size_t count, const std::string& attempted) {
  for (std::size_t i = 0; i < count; ++i) {
    if (rd_kafka_topic_result_error(results[i]) == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    throw KafkaFailure(attempted + ": " + rd_kafka_topic_result_error_string(results[i]));
  }
}

void await_partitions(rd_kafka_t* client, const std::string& topic, std::optional<int> wanted) {
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  while (partition_count(client, topic) != wanted) {
    if (std::chrono::steady_clock::now() > deadline) {
      throw KafkaFailure("topic " + topic + " does not show " + std::to_string(wanted.value_or(0)) +
                         " partitions within 30 s");
    }
    std::this_thread::sleep_for(20ms);
  }
}

}  // namespace

std::optional<int> partition_count(rd_kafka_t* client, const std::string& topic) {
  rd_kafka_topic_t* const handle = rd_kafka_topic_new(client, topic.c_str(), nullptr);
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto code = rd_kafka_metadata(client, 0, handle, &metadata, kTimeoutMs);
  rd_kafka_topic_destroy(handle);
  require(code, "metadata of topic " + topic);
  const rd_kafka_metadata_topic_t found = metadata->topics[0];
  rd_kafka_metadata_destroy(metadata);
  if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR || found.partition_cnt == 0) return std::nullopt;
  return found.partition_cnt;
}

void create_topic(const std::string& bootstrap, const std::string& topic, int partitions, const Settings& config) {
  const std::string attempted = "create topic " + topic;
  const auto client = open_producer(bootstrap);
  Owned<rd_kafka_queue_t> queue(rd_kafka_queue_new(client.get()));
  std::array<char, 512> text{};
  std::unique_ptr<rd_kafka_NewTopic_t, AdminRelease> request(
      rd_kafka_NewTopic_new(topic.c_str(), partitions, 1, text.data(), text.size()));
  if (!request) throw KafkaFailure(attempted + ": " + text.data());
  for (const auto& [name, value] : config) {
    require(rd_kafka_NewTopic_set_config(request.get(), name.c_str(), value.c_str()), attempted);
  }
  rd_kafka_NewTopic_t* requests[] = {request.get()};
  rd_kafka_CreateTopics(client.get(), requests, 1, nullptr, queue.get());
  const auto answer = await_answer(queue.get(), attempted);
  std::size_t count = 0;
  const auto* const* results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(answer.get()), &count);
  require_each(results, count, attempted);
  await_partitions(client.get(), topic, partitions);
}

void add_partitions(const std::string& bootstrap, const std::string& topic, int total) {
  const std::string attempted = "add partitions to topic " + topic;
  const auto client = open_producer(bootstrap);
  const Owned<rd_kafka_queue_t> queue(rd_kafka_queue_new(client.get()));
  std::array<char, 512> text{};
  const std::unique_ptr<rd_kafka_NewPartitions_t, AdminRelease> request(
      rd_kafka_NewPartitions_new(topic.c_str(), static_cast<std::size_t>(total), text.data(), text.size()));
  if (!request) throw KafkaFailure(attempted + ": " + text.data());
  rd_kafka_NewPartitions_t* requests[] = {request.get()};
  rd_kafka_CreatePartitions(client.get(), requests, 1, nullptr, queue.get());
  const auto answer = await_answer(queue.get(), attempted);
  std::size_t count = 0;
  const auto* const* results =
      rd_kafka_CreatePartitions_result_topics(rd_kafka_event_CreatePartitions_result(answer.get()), &count);
  require_each(results, count, attempted);
  await_partitions(client.get(), topic, total);
}

void delete_topic(const std::string& bootstrap, const std::string& topic) {
  const std::string attempted = "delete topic " + topic;
  const auto client = open_producer(bootstrap);
  Owned<rd_kafka_queue_t> queue(rd_kafka_queue_new(client.get()));
  std::unique_ptr<rd_kafka_DeleteTopic_t, AdminRelease> request(rd_kafka_DeleteTopic_new(topic.c_str()));
  rd_kafka_DeleteTopic_t* requests[] = {request.get()};
  rd_kafka_DeleteTopics(client.get(), requests, 1, nullptr, queue.get());
  const auto answer = await_answer(queue.get(), attempted);
  std::size_t count = 0;
  const auto* const* results =
      rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(answer.get()), &count);
  require_each(results, count, attempted);
  await_partitions(client.get(), topic, std::nullopt);
}

}  // namespace millrace::trial
