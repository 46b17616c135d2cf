#include "integration-tests/generator/generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "integration-tests/kafka_io/topic_writer.h"

namespace millrace::trial {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Waits for a record's own moment, which no delay of those before it moves.
void await_moment(Clock::time_point start, std::uint64_t nth, double rate, double& late) {
  const double due = static_cast<double>(nth) / rate;
  const double now = seconds_since(start);
  late = std::max(late, now - due);
  if (due > now) std::this_thread::sleep_for(std::chrono::duration<double>(due - now));
}

}  // namespace

Written generate(const std::string& bootstrap, const std::string& topic, const OrderStream& stream,
                 const Stretch& stretch, const std::atomic<bool>* stop) {
  TopicWriter writer(bootstrap, topic);
  Written written{.first_event_ms = INT64_MAX, .last_event_ms = INT64_MIN};
  GeneratedRecord record;
  const auto start = Clock::now();
  for (std::uint64_t i = 0; i < stretch.records && !(stop && stop->load()); ++i) {
    if (stretch.rate > 0) await_moment(start, i, stretch.rate, written.late_s);
    stream.at(stretch.first + i, record);
    writer.write(record.partition, record.key, record.value);
    written.first_event_ms = std::min(written.first_event_ms, record.event_time_ms);
    written.last_event_ms = std::max(written.last_event_ms, record.event_time_ms);
    ++written.records;
  }
  const bool stopped = stop && stop->load();
  for (int p = 0; stretch.close && !stopped && p < stream.options().partitions; ++p) {
    const auto last = stream.closing(stretch.first + stretch.records, p);
    writer.write(last.partition, last.key, last.value);
    ++written.closing;
  }
  writer.flush();
  written.seconds = seconds_since(start);
  return written;
}

std::string to_json(const std::string& topic, const Written& written) {
  return fmt::format(
      R"({{"topic":"{}","records":{},"closing":{},"first_event_ms":{},"last_event_ms":{},"seconds":{:.3f},"late_s":{:.3f}}})",
      topic, written.records, written.closing, written.first_event_ms, written.last_event_ms, written.seconds,
      written.late_s);
}

}  // namespace millrace::trial
