#include "integration-tests/kafka_io/offsets.h"

#include <chrono>
#include <thread>

#include "integration-tests/kafka_io/topic_admin.h"

namespace millrace::trial {
namespace {

using namespace std::chrono_literals;

Owned<rd_kafka_topic_partition_list_t> all_partitions(rd_kafka_t* client, const std::string& topic) {
  const auto count = partition_count(client, topic);
  if (!count) throw KafkaFailure("there is no topic " + topic);
  Owned<rd_kafka_topic_partition_list_t> list(rd_kafka_topic_partition_list_new(*count));
  rd_kafka_topic_partition_list_add_range(list.get(), topic.c_str(), 0, *count - 1);
  return list;
}

// A broker that has only just started elects leaders and coordinators first: asked until it answers, at most 30 s.
template <class Question>
rd_kafka_resp_err_t settled(Question&& ask) {
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  auto code = ask();
  while (code != RD_KAFKA_RESP_ERR_NO_ERROR && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(20ms);
    code = ask();
  }
  return code;
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
    require(settled([&] {
              return rd_kafka_query_watermark_offsets(client.get(), topic.c_str(), p, &low, &high, kTimeoutMs);
            }),
            "offsets of " + topic + "/" + std::to_string(p));
    range.begin.push_back(low);
    range.end.push_back(high);
  }
  return range;
}

void await_markers(const std::string& bootstrap, const std::string& topic) {
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  const auto written = topic_range(bootstrap, topic, Isolation::kUncommitted).end;
  while (topic_range(bootstrap, topic, Isolation::kCommitted).end != written &&
         std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(20ms);
  }
}

std::vector<CommittedOffset> committed_offsets(const std::string& bootstrap, const std::string& group,
                                               const std::string& topic) {
  const auto client = open_consumer(bootstrap, {{"group.id", group}, {"isolation.level", "read_committed"}});
  Owned<rd_kafka_topic_partition_list_t> list;
  require(settled([&] {
            list = all_partitions(client.get(), topic);
            return rd_kafka_committed(client.get(), list.get(), kTimeoutMs);
          }),
          "committed offsets of group " + group);
  std::vector<CommittedOffset> offsets;
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& element = list->elems[i];
    require(element.err, "committed offset of group " + group + ", " + topic + "/" + std::to_string(i));
    offsets.push_back({element.offset, std::string(static_cast<const char*>(element.metadata), element.metadata_size)});
  }
  return offsets;
}

}  // namespace millrace::trial
