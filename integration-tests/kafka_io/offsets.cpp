#include "integration-tests/kafka_io/offsets.h"

#include <chrono>
#include <thread>

#include "integration-tests/kafka_io/topic_admin.h"

namespace millrace::trial {
namespace {

using namespace std::chrono_literals;
constexpr int kTimeoutMs = 30000;

Owned<rd_kafka_topic_partition_list_t> all_partitions(rd_kafka_t* client, const std::string& topic) {
  const auto count = partition_count(client, topic);
  if (!count) throw KafkaFailure("there is no topic " + topic);
  Owned<rd_kafka_topic_partition_list_t> list(rd_kafka_topic_partition_list_new(*count));
  rd_kafka_topic_partition_list_add_range(list.get(), topic.c_str(), 0, *count - 1);
  return list;
}

}  // namespace

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
