// Steps that the contracts share. Whatever answers kRetry is called again until it answers otherwise.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "connectors/tests/kafka_world.h"

namespace millrace {

inline constexpr Millis kSlice{500};
inline constexpr std::chrono::seconds kPatience{60};  // only a broken connector waits as long

// The first answer that is not kRetry.
template <class Call>
auto settled(Call call) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  auto answer = call();
  while (!answer && answer.error().reaction == Reaction::kRetry && std::chrono::steady_clock::now() < deadline) {
    answer = call();
  }
  return answer;
}

// The same, and it must be a success.
template <class Call>
auto must(Call call) {
  auto answer = settled(call);
  if (!answer) throw std::runtime_error(answer.error().message());
  return *std::move(answer);
}
template <class Call>
void must_do(Call call) {
  if (auto answer = settled(call); !answer) throw std::runtime_error(answer.error().message());
}

inline std::optional<std::string> owned(const std::optional<std::string_view>& bytes) {
  if (!bytes) return std::nullopt;
  return std::string(*bytes);
}
inline FakeRecord owned(const RecordView& record) { return {owned(record.key), owned(record.value), record.timestamp}; }

struct Seen {
  PartitionId partition;
  Offset offset;
  FakeRecord record;
};
using SeenRecords = std::vector<Seen>;

inline auto remember_in(SeenRecords& seen) {
  return [&seen](const RecordView& record) { seen.push_back({record.partition, record.offset, owned(record)}); };
}

inline void start(Source& source, const std::string& topic, const std::map<int, std::int64_t>& offsets) {
  std::vector<PartitionStart> starts;
  for (const auto& [partition, offset] : offsets) {
    starts.push_back({{topic, PartitionId{partition}}, Offset{offset}});
  }
  must_do([&] { return source.assign(starts); });
}

// Polls until `enough`; throws the source's error.
inline void read_until(Source& source, SeenRecords& seen, const std::function<bool()>& enough, std::size_t max = 1000) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!enough()) {
    const auto polled = source.poll(max, Millis{20}, remember_in(seen));
    if (!polled) throw std::runtime_error(polled.error().message());
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("it never came");
  }
}

inline PartitionEnds ends_of(Source& source, PartitionId partition = PartitionId{0}) {
  return must([&] { return source.ends({&partition, 1}, kSlice); }).front();
}

// Everything up to where the partition's readable part ends now.
inline void read_to_end(Source& source, SeenRecords& seen, PartitionId partition = PartitionId{0}) {
  const Offset end = ends_of(source, partition).last_stable;
  read_until(source, seen, [&] { return source.position(partition) >= end; });
}

// What a read_committed reader finds in the topic's first partition now.
inline SeenRecords visible_in(KafkaWorld& world, const std::string& topic) {
  SeenRecords seen;
  const auto source = world.source(topic);
  start(*source, topic, {{0, 0}});
  read_to_end(*source, seen);
  return seen;
}

// The same once all transactions on it have ended: their markers are written a little after the commit's answer.
inline SeenRecords committed_in(KafkaWorld& world, const std::string& topic) {
  const auto source = world.source(topic);
  start(*source, topic, {{0, 0}});
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  const auto is_open = [&] {
    const auto ends = ends_of(*source);
    return ends.last_stable != ends.high_watermark;
  };
  while (is_open()) {
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("a transaction on it stays open");
  }
  return visible_in(world, topic);
}

inline std::vector<std::string> values(const SeenRecords& seen) {
  std::vector<std::string> found;
  for (const Seen& one : seen) found.push_back(one.record.value.value_or("<null>"));
  return found;
}
inline std::vector<std::int64_t> offsets(const SeenRecords& seen) {
  std::vector<std::int64_t> found;
  for (const Seen& one : seen) found.push_back(one.offset.value);
  return found;
}

inline FakeRecord record(const std::string& value) { return {"key", value, 1'700'000'000'000}; }
inline std::vector<FakeRecord> numbered(int count) {
  std::vector<FakeRecord> records;
  for (int i = 0; i < count; ++i) records.push_back(record("r" + std::to_string(i)));
  return records;
}

// A sink that has taken its name over.
inline std::unique_ptr<TransactionalSink> ready_sink(KafkaWorld& world, const std::string& name,
                                                     const std::vector<std::string>& topics) {
  auto sink = world.sink(name, topics);
  must_do([&] { return sink->init(kSlice); });
  return sink;
}
inline void write(TransactionalSink& sink, const std::vector<std::string>& values, std::uint32_t topic = 0) {
  std::vector<RowView> rows;
  for (const auto& value : values) rows.push_back({topic, "key", value, 1'700'000'000'000});
  must_do([&] { return sink.produce(rows); });
}
inline void transact(TransactionalSink& sink, const std::vector<std::string>& values, bool commit = true) {
  must_do([&] { return sink.begin(); });
  write(sink, values);
  must_do([&] { return sink.flush(kSlice); });
  must_do([&] { return commit ? sink.commit(kSlice) : sink.abort(kSlice); });
}

}  // namespace millrace
