// The measure of all things: librdkafka reading a topic and doing nothing with it, set up as the service sets it up.
//
//   bare_consumer BOOTSTRAP TOPIC
//
// Reads to the end the topic has at the start; prints one line of JSON.
#include <sys/resource.h>

#include <cstdint>
#include <cstdio>
#include <vector>

#include "integration-tests/kafka_io/handle.h"
#include "integration-tests/kafka_io/offsets.h"

namespace millrace::trial {
namespace {

struct Progress {
  std::vector<std::int64_t> end;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  std::size_t missing = 0;  // partitions not read to their end
};

void take(rd_kafka_message_t* message, void* opaque) {
  auto& progress = *static_cast<Progress*>(opaque);
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  ++progress.records;
  progress.bytes += message->len;
  if (message->offset + 1 == progress.end[static_cast<std::size_t>(message->partition)]) --progress.missing;
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

int run(const std::string& bootstrap, const std::string& topic) {
  Progress progress;
  progress.end = topic_range(bootstrap, topic, Isolation::kCommitted).end;
  const auto consumer = open_consumer(bootstrap, {{"group.id", "bare"},
                                                  {"isolation.level", "read_committed"},
                                                  {"fetch.message.max.bytes", "262144"},
                                                  {"queued.min.messages", "1000000"},
                                                  {"enable.auto.commit", "false"},
                                                  {"enable.auto.offset.store", "false"}});
  const Owned<rd_kafka_topic_partition_list_t> starts(rd_kafka_topic_partition_list_new(1));
  for (std::size_t p = 0; p < progress.end.size(); ++p) {
    if (progress.end[p] == 0) continue;
    ++progress.missing;
    rd_kafka_topic_partition_list_add(starts.get(), topic.c_str(), static_cast<std::int32_t>(p))->offset = 0;
  }
  require(rd_kafka_assign(consumer.get(), starts.get()), "assign");
  const Owned<rd_kafka_queue_t> queue(rd_kafka_queue_get_consumer(consumer.get()));
  while (progress.missing > 0) rd_kafka_consume_callback_queue(queue.get(), 100, take, &progress);
  std::printf("{\"records\":%lu,\"cpu_s\":%.3f}\n", progress.records, cpu_seconds());
  return 0;
}

}  // namespace
}  // namespace millrace::trial

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  return millrace::trial::run(argv[1], argv[2]);
}
