// How long after a window's end its row can be read: follows a topic of windows, read_committed, from its end on.
//
//   latency BOOTSTRAP TOPIC SECONDS
//
// Rows carry "window_end" in epoch milliseconds, and event time is the machine's time. The windows of the first two
// seconds do not count: whoever sends the records is still connecting then. Prints one line of JSON.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "integration-tests/kafka_io/handle.h"
#include "integration-tests/kafka_io/offsets.h"

namespace millrace::trial {
namespace {

using Wall = std::chrono::system_clock;

double wall_ms() { return std::chrono::duration<double, std::milli>(Wall::now().time_since_epoch()).count(); }

double window_end(std::string_view row) {
  constexpr std::string_view kField = "\"window_end\":";
  const auto at = row.find(kField);
  return at == row.npos ? 0 : std::strtod(row.data() + at + kField.size(), nullptr);
}

double percentile(std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

int run(const std::string& bootstrap, const std::string& topic, double seconds) {
  const auto consumer = open_consumer(bootstrap, {{"group.id", "latency"},
                                                  {"isolation.level", "read_committed"},
                                                  {"fetch.wait.max.ms", "10"},
                                                  {"enable.auto.commit", "false"}});
  const auto ends = topic_range(bootstrap, topic, Isolation::kCommitted).end;
  const Owned<rd_kafka_topic_partition_list_t> starts(rd_kafka_topic_partition_list_new(1));
  for (std::size_t p = 0; p < ends.size(); ++p)
    rd_kafka_topic_partition_list_add(starts.get(), topic.c_str(), static_cast<std::int32_t>(p))->offset = ends[p];
  require(rd_kafka_assign(consumer.get(), starts.get()), "assign");

  constexpr double kWarmUp = 2000;
  double first_end = 0;
  std::vector<double> waits;
  for (const double until = wall_ms() + seconds * 1000; wall_ms() < until;) {
    const Owned<rd_kafka_message_t> message(rd_kafka_consumer_poll(consumer.get(), 50));
    if (!message || message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    const double now = wall_ms();
    const double end = window_end({static_cast<const char*>(message->payload), message->len});
    if (first_end == 0) first_end = end;
    if (end >= first_end + kWarmUp) waits.push_back(now - end);
  }
  std::ranges::sort(waits);
  std::printf("{\"rows\":%zu,\"p50_ms\":%.0f,\"p99_ms\":%.0f,\"max_ms\":%.0f}\n", waits.size(), percentile(waits, 0.5),
              percentile(waits, 0.99), waits.empty() ? 0 : waits.back());
  return 0;
}

}  // namespace
}  // namespace millrace::trial

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  return millrace::trial::run(argv[1], argv[2], std::atof(argv[3]));
}
