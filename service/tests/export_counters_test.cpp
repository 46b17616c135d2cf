#include "service/export_counters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/tests/fake_clock.h"

namespace millrace {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kTwoWindows = R"yaml(
name: scraped
kafka: { bootstrap.servers: "unused:9092" }
sources:
  orders: { topic: orders, columns: { user_id: text, shop: text } }
queries:
  per_user: { sql: "SELECT user_id, count(*) FROM orders GROUP BY user_id, tumble('1 second')", sink: { topic: a } }
  copies: { sql: "SELECT user_id FROM orders", sink: { topic: b } }
  per_shop: { sql: "SELECT shop, count(*) FROM orders GROUP BY shop, tumble('1 minute')", sink: { topic: c } }
state: { shards: 2 }
)yaml";

class ExportTest : public testing::Test {
 protected:
  ExportTest() {
    for (const char* topic : {"orders", "payments", "orders"}) config_.sources.emplace_back().topic = topic;
  }
  std::string exposition() {
    export_counters(config_, counters_, clock_, registry_);
    return registry_.exposition();
  }
  std::int64_t ago(std::chrono::milliseconds time) const { return (clock_.wall() - time).time_since_epoch().count(); }
  static PartitionLag lag(std::int64_t position, std::int64_t end, std::optional<std::int64_t> last_read) {
    return {PartitionId{0}, Offset{position}, Offset{end}, last_read};
  }

  Config config_;
  Counters counters_{3, 2, 0};
  FakeClock clock_;
  MetricRegistry registry_;
};

TEST_F(ExportTest, AddsUpSourcesOfOneTopic) {
  counters_.sources[0].records.add(5);
  counters_.sources[1].records.add(70);
  counters_.sources[2].records.add(11);
  const auto text = exposition();
  EXPECT_THAT(text, HasSubstr("millrace_records_in_total{topic=\"orders\"} 16\n"));
  EXPECT_THAT(text, HasSubstr("millrace_records_in_total{topic=\"payments\"} 70\n"));
}

TEST_F(ExportTest, TellsTheLagOfThePartitionFurthestBehindInSeconds) {
  counters_.sources[0].lags.set({lag(90, 100, ago(std::chrono::seconds(3))), lag(1, 2, ago(std::chrono::seconds(8)))});
  EXPECT_THAT(exposition(), HasSubstr("millrace_consumer_lag_seconds{topic=\"orders\"} 8\n"));
}

TEST_F(ExportTest, HasNoLagInSecondsWhereEverythingIsReadThoughItWasLongAgo) {
  counters_.sources[1].lags.set({lag(100, 100, ago(std::chrono::hours(8)))});
  EXPECT_THAT(exposition(), HasSubstr("millrace_consumer_lag_seconds{topic=\"payments\"} 0\n"));
}

TEST_F(ExportTest, SaysNothingInSecondsOfAPartitionOfWhichNothingWasRead) {
  counters_.sources[1].lags.set({lag(0, 100, std::nullopt)});
  const auto text = exposition();
  EXPECT_THAT(text, HasSubstr("millrace_consumer_lag_seconds{topic=\"payments\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("millrace_consumer_lag_records{partition=\"0\",topic=\"payments\"} 100\n"));
}

TEST_F(ExportTest, HasNoLagOfATopicOfWhichNothingIsKnownYet) {
  counters_.sources[1].lags.set({lag(100, 100, std::nullopt)});
  const auto text = exposition();
  EXPECT_THAT(text, HasSubstr("millrace_consumer_lag_seconds{topic=\"payments\"} 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("lag_seconds{topic=\"orders\"}"))) << "0 would say that all is read";
}

TEST_F(ExportTest, AddsUpTheTimesOfAStagesThreads) {
  counters_.shards[0].work.busy_ns.add(1'500'000'000);
  counters_.shards[1].work.busy_ns.add(500'000'000);
  counters_.shards[1].work.backpressured_ns.add(250'000'000);
  counters_.sources[0].work.idle_ns.add(4'000'000'000);
  const auto text = exposition();
  EXPECT_THAT(text, HasSubstr("millrace_busy_seconds_total{stage=\"shard\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("millrace_backpressured_seconds_total{stage=\"shard\"} 0.25\n"));
  EXPECT_THAT(text, HasSubstr("millrace_idle_seconds_total{stage=\"source\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("millrace_threads{stage=\"source\"} 3\n"));
}

TEST_F(ExportTest, CountsRejectionsOfSourcesAndRowsByReason) {
  counters_.sources[0].rejected.add("malformed");
  counters_.sources[1].rejected.add("malformed");
  counters_.shards[0].rejected_rows.add("row");
  const auto text = exposition();
  EXPECT_THAT(text, HasSubstr("millrace_records_rejected_total{reason=\"malformed\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("millrace_records_rejected_total{reason=\"row\"} 1\n"));
}

TEST_F(ExportTest, AddsUpTheStateOfAllShards) {
  for (auto& shard : counters_.shards) {
    shard.state_bytes.set(1000);
    shard.state_keys.set(10);
    shard.state_panes.set(2);
  }
  const auto text = exposition();
  EXPECT_THAT(text, HasSubstr("millrace_state_bytes{store=\"memory\"} 2000\n"));
  EXPECT_THAT(text, HasSubstr("millrace_state_keys{store=\"memory\"} 20\n"));
  EXPECT_THAT(text, HasSubstr("millrace_state_panes{store=\"memory\"} 4\n"));
}

TEST(Export, TellsLateRecordsByQueryOverAllShards) {
  auto config = read_config(kTwoWindows, [](const std::string&) { return std::nullopt; });
  ASSERT_TRUE(config) << describe("scraped.yaml", config.error());
  Counters counters(config->sources.size(), config->state.shards, config->queries.size());
  counters.shards[0].late[0].add(3);
  counters.shards[1].late[0].add(4);
  counters.shards[1].late[2].add(5);
  MetricRegistry registry;
  export_counters(*config, counters, FakeClock(), registry);
  const auto text = registry.exposition();
  EXPECT_THAT(text, HasSubstr("millrace_late_records_total{stage=\"per_user\"} 7"));
  EXPECT_THAT(text, HasSubstr("millrace_late_records_total{stage=\"per_shop\"} 5"));
  EXPECT_THAT(text, Not(HasSubstr("millrace_late_records_total{stage=\"copies\"}"))) << "it has no windows";
}

}  // namespace
}  // namespace millrace
