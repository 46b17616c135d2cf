// What a scrape says about the counters of the hot path.
#include "service/prometheus_instruments.h"

#include <gmock/gmock.h>

#include "service/system_clock.h"

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

TEST(PrometheusInstruments, TellsLateRecordsByQueryOverAllShards) {
  auto config = read_config(kTwoWindows, [](const std::string&) { return std::nullopt; });
  ASSERT_TRUE(config) << describe("scraped.yaml", config.error());
  Counters counters(config->sources.size(), config->state.shards, config->queries.size());
  const SystemClock clock;
  PrometheusInstruments instruments(*config, counters, clock);
  counters.shards[0].late[0].add(3);
  counters.shards[1].late[0].add(4);
  counters.shards[1].late[2].add(5);
  const auto text = instruments.scrape();
  EXPECT_THAT(text, HasSubstr("millrace_late_records_total{stage=\"per_user\"} 7"));
  EXPECT_THAT(text, HasSubstr("millrace_late_records_total{stage=\"per_shop\"} 5"));
  EXPECT_THAT(text, Not(HasSubstr("millrace_late_records_total{stage=\"copies\"}"))) << "it has no windows";
}

}  // namespace
}  // namespace millrace
