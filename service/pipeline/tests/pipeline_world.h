// A whole pipeline between fakes: real threads, protocol and state; Kafka and the store in memory.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>

#include "checkpoint/tests/memory_store.h"
#include "connectors/tests/fake_broker.h"
#include "service/config/config.h"
#include "service/pipeline/run.h"
#include "service/pipeline/tests/noted_instruments.h"
#include "service/system_clock.h"

namespace millrace::test {

inline constexpr const char* kOrdersPipeline = R"(
name: world
kafka: { bootstrap.servers: "unused:9092" }
sources:
  orders:
    topic: orders
    format: json
    columns: { user_id: text, amount: bigint, ts: timestamp }
    event_time: ts
    max_delay: 0s
    idle_after: 0s
    start: earliest
    on_error: fail
queries:
  totals:
    sql: SELECT user_id, window_end, count(*) AS n, sum(amount) AS total FROM orders GROUP BY user_id, tumble('1 second')
    sink: { topic: totals, format: json, key: user_id }
state: { backend: memory, directory: ./unused, shards: 2, memory: 64MiB }
checkpoint: { interval: 20ms, timeout: 2s, storage: ./unused, retain: 2 }
)";

// The system's time, and what a test adds to it.
class LeapingClock final : public Clock {
 public:
  MonotonicTime now() const override { return system_.now() + leapt_.load(); }
  WallTime wall() const override { return system_.wall(); }
  void leap(std::chrono::nanoseconds time) { leapt_ = leapt_.load() + time; }

 private:
  SystemClock system_;
  std::atomic<std::chrono::nanoseconds> leapt_{};
};

class PipelineWorld : public ::testing::Test {
 protected:
  void configure(const std::string& yaml) {
    auto read = read_config(yaml, [](const std::string&) { return std::nullopt; });
    ASSERT_TRUE(read) << describe("world.yaml", read.error());
    config = std::move(*read);
    counters = std::make_unique<Counters>(config.sources.size(), config.state.shards, config.queries.size());
    board = std::make_unique<StatusBoard>(config.state.shards);
    for (const auto& source : config.sources) {
      if (!topics.contains(source.topic)) broker.create_topic(source.topic, 2);
      topics.insert(source.topic);
    }
    for (const auto& query : config.queries) {
      if (!topics.contains(query.sink.topic)) broker.create_topic(query.sink.topic, 1);
      topics.insert(query.sink.topic);
    }
  }
  void SetUp() override { configure(kOrdersPipeline); }
  void TearDown() override { std::filesystem::remove_all(directory); }

  // Tests with parameters have a slash in their names.
  static std::string test_name() {
    std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::ranges::replace(name, '/', '-');
    return name;
  }

  void order(int partition, const std::string& user, int amount, std::int64_t ms) {
    raw(partition,
        R"({"user_id":")" + user + R"(","amount":)" + std::to_string(amount) + R"(,"ts":)" + std::to_string(ms) + "}");
  }
  void raw(int partition, const std::string& value) {
    broker.append({"orders", PartitionId{partition}}, {std::nullopt, value, 1'700'000'000'000});
  }
  // A record far ahead on each partition: fires everything before it.
  void close_windows() {
    for (int partition = 0; partition < 2; ++partition) order(partition, "end", 0, 9'000'000);
  }

  RecoveryContext recovery_context(const RecoveryOrder& order) {
    if (!cluster) cluster = broker.cluster(config.name);
    return {config,
            order,
            *cluster,
            transaction,
            store,
            directory,
            clock,
            [this](const Error&) { return !stop.load(); },
            [this](const std::string& line) { told.push_back(line); },
            [this](const std::string& line) { told_once.insert(line); }};
  }
  Result<Recovered> recover_now(RecoveryOrder order = {}) { return recover(recovery_context(order)); }
  Result<void> rehearse_now(RecoveryOrder order) { return rehearse(recovery_context(order)); }

  // One run, ended by `until` (then a clean stop) or by itself.
  Outcome run_until(const std::function<bool()>& until, RecoveryOrder order = {}) {
    auto recovered = recover_now(order);
    if (!recovered) {
      transaction.drop_handle();
      return {Outcome::Next::kStop, recovered.error(), false, false, false};
    }
    stop = false;
    const RunEnvironment environment{config,
                                     clock,
                                     *counters,
                                     *board,
                                     preparing,
                                     upkeep,
                                     transaction,
                                     *cluster,
                                     store,
                                     instruments,
                                     directory,
                                     [this](const std::string& topic) { return broker.source(topic); },
                                     [this](const auto& where, const auto&, const auto&) { skipped.push_back(where); },
                                     stop};
    std::atomic<bool> over{false};
    std::jthread watcher([&] {
      const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
      while (!over && !until() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      stop = true;
    });
    auto outcome = run_pipeline_once(environment, RunNumber{++runs}, std::move(*recovered));
    over = true;
    watcher.join();
    if (outcome.next != Outcome::Next::kRecover) transaction.drop_handle();
    return outcome;
  }

  // A run that another instance fences once it has committed something.
  Outcome run_until_fenced() {
    std::atomic<bool> fenced{false};
    return run_until([&] {
      if (instruments->completed >= 1 && !fenced.exchange(true)) broker.fence("world");
      return false;
    });
  }

  std::size_t visible(const std::string& topic = "totals") const { return broker.committed_rows(topic).size(); }
  std::multiset<std::string> values(const std::string& topic = "totals") const {
    std::multiset<std::string> all;
    for (const auto& row : broker.committed_rows(topic)) all.insert(*row.value);
    return all;
  }

  Config config;
  std::set<std::string> topics;
  FakeBroker broker;
  LeapingClock clock;
  std::filesystem::path directory =
      std::filesystem::temp_directory_path() / ("millrace-world-" + std::to_string(::getpid()) + "-" + test_name());
  std::shared_ptr<StoredObjects> stored = std::make_shared<StoredObjects>();
  std::shared_ptr<MemoryStore> store = std::make_shared<MemoryStore>(stored);
  std::shared_ptr<NotedInstruments> instruments = std::make_shared<NotedInstruments>();
  std::unique_ptr<Counters> counters;
  std::unique_ptr<StatusBoard> board;
  std::unique_ptr<KafkaCluster> cluster;
  Transaction transaction{[this] { return broker.sink(config.name, sink_topics(config)); }};
  std::atomic<bool> stop{false};
  std::vector<std::string> told;
  std::multiset<std::string> told_once;
  std::vector<std::string> skipped;
  std::uint64_t runs = 0;
  Executor preparing{2}, upkeep{2};
};

}  // namespace millrace::test
