#include "integration-tests/kafka_io/topic_admin.h"

#include <array>
#include <chrono>
#include <thread>

namespace millrace::trial {
namespace {

using namespace std::chrono_literals;
constexpr int kTimeoutMs = 30000;

struct AdminRelease {
  void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
  void operator()(rd_kafka_NewPartitions_t* partitions) const { rd_kafka_NewPartitions_destroy(partitions); }
  void operator()(rd_kafka_DeleteTopic_t* topic) const { rd_kafka_DeleteTopic_destroy(topic); }
};

Owned<rd_kafka_event_t> await_answer(rd_kafka_queue_t* queue, const std::string& attempted) {
  Owned<rd_kafka_event_t> event(rd_kafka_queue_poll(queue, kTimeoutMs));
  if (!event) throw KafkaFailure(attempted + ": no answer within 30 s");
  if (rd_kafka_event_error(event.get()))
    throw KafkaFailure(attempted + ": " + rd_kafka_event_error_string(event.get()));
  return event;
}

void require_each(const rd_kafka_topic_result_t* const* results, std::size_t count, const std::string& attempted) {
  for (std::size_t i = 0; i < count; ++i) {
    if (rd_kafka_topic_result_error(results[i]) == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    throw KafkaFailure(attempted + ": " + rd_kafka_topic_result_error_string(results[i]));
  }
}

// -1 while the cluster does not know the topic.
int partition_count(rd_kafka_t* client, const std::string& topic) {
  rd_kafka_topic_t* const handle = rd_kafka_topic_new(client, topic.c_str(), nullptr);
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto code = rd_kafka_metadata(client, 0, handle, &metadata, kTimeoutMs);
  rd_kafka_topic_destroy(handle);
  require(code, "metadata of topic " + topic);
  const rd_kafka_metadata_topic_t& found = metadata->topics[0];
  const int count = found.err == RD_KAFKA_RESP_ERR_NO_ERROR && found.partition_cnt > 0 ? found.partition_cnt : -1;
  rd_kafka_metadata_destroy(metadata);
  return count;
}

void await_partitions(rd_kafka_t* client, const std::string& topic, int wanted) {
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  while (partition_count(client, topic) != wanted) {
    if (std::chrono::steady_clock::now() > deadline) {
      throw KafkaFailure("topic " + topic + " does not show " + std::to_string(wanted) + " partitions within 30 s");
    }
    std::this_thread::sleep_for(20ms);
  }
}

Owned<rd_kafka_topic_partition_list_t> all_partitions(rd_kafka_t* client, const std::string& topic) {
  const int count = partition_count(client, topic);
  if (count < 0) throw KafkaFailure("there is no topic " + topic);
  Owned<rd_kafka_topic_partition_list_t> list(rd_kafka_topic_partition_list_new(count));
  rd_kafka_topic_partition_list_add_range(list.get(), topic.c_str(), 0, count - 1);
  return list;
}

}  // namespace

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
  await_partitions(client.get(), topic, -1);
}

TopicRange topic_range(const std::string& bootstrap, const std::string& topic, Isolation isolation) {
  const auto client = open_consumer(
      bootstrap, {{"isolation.level", isolation == Isolation::kCommitted ? "read_committed" : "read_uncommitted"}});
  const auto partitions = all_partitions(client.get(), topic);
  TopicRange range;
  for (int p = 0; p < partitions->cnt; ++p) {
    std::int64_t low = 0;
    std::int64_t high = 0;
    require(rd_kafka_query_watermark_offsets(client.get(), topic.c_str(), p, &low, &high, kTimeoutMs),
            "offsets of " + topic + "/" + std::to_string(p));
    range.begin.push_back(low);
    range.end.push_back(high);
  }
  return range;
}

std::vector<CommittedOffset> committed_offsets(const std::string& bootstrap, const std::string& group,
                                               const std::string& topic) {
  const auto client = open_consumer(bootstrap, {{"group.id", group}, {"isolation.level", "read_committed"}});
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  auto list = all_partitions(client.get(), topic);
  for (auto code = rd_kafka_committed(client.get(), list.get(), kTimeoutMs); code != RD_KAFKA_RESP_ERR_NO_ERROR;
       code = rd_kafka_committed(client.get(), list.get(), kTimeoutMs)) {
    // A coordinator that is only just being elected, on a broker that has only just started.
    if (std::chrono::steady_clock::now() > deadline) require(code, "committed offsets of group " + group);
    std::this_thread::sleep_for(20ms);
    list = all_partitions(client.get(), topic);
  }
  std::vector<CommittedOffset> offsets;
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& element = list->elems[i];
    require(element.err, "committed offset of group " + group + ", " + topic + "/" + std::to_string(i));
    offsets.push_back({element.offset, std::string(static_cast<const char*>(element.metadata), element.metadata_size)});
  }
  return offsets;
}

}  // namespace millrace::trial
