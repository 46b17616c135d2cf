#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/config/config.h"
#include "service/config/tests/pipeline_files.h"

namespace millrace {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

const std::string kExample = std::string(MILLRACE_SOURCE) + "/examples/orders.yaml";

TEST(Example, IsReadWhole) {
  const Config config = read_well(read_file(kExample));
  EXPECT_EQ(config.name, "orders-per-user");
  EXPECT_THAT(config.kafka, ElementsAre(Pair("bootstrap.servers", "localhost:9092")));
  EXPECT_EQ(config.state.backend, "rocksdb");
  EXPECT_EQ(config.state.directory, "./data/state");
  EXPECT_EQ(config.state.shards, 4U);
  EXPECT_EQ(config.state.memory, 1ULL << 30);
  EXPECT_EQ(config.checkpoint.interval, Millis{1000});
  EXPECT_EQ(config.checkpoint.timeout, Millis{30'000});
  EXPECT_EQ(config.checkpoint.storage, "./data/checkpoints");
  EXPECT_EQ(config.checkpoint.retain, 3U);
  EXPECT_EQ(config.restart.strategy, RestartConfig::Strategy::kExponential);
  EXPECT_EQ(config.restart.initial, Millis{1000});
  EXPECT_EQ(config.restart.max, Millis{60'000});
  EXPECT_EQ(config.metrics_listen, "127.0.0.1:9464");
}

TEST(Example, HasItsSource) {
  const Config config = read_well(read_file(kExample));
  ASSERT_EQ(config.sources.size(), 1U);
  const SourceConfig& source = config.sources[0];
  EXPECT_EQ(source.name, "orders");
  EXPECT_EQ(source.topic, "orders");
  EXPECT_EQ(source.event_time, "ts");
  EXPECT_EQ(source.max_delay, Millis{5000});
  EXPECT_EQ(source.idle_after, Millis{30'000});
  EXPECT_EQ(source.max_ahead, Millis{3'600'000});
  EXPECT_EQ(source.start, StartAt::kEarliest);
  EXPECT_EQ(source.on_error, OnError::kFail);
  ASSERT_EQ(source.columns.size(), 4U);
  EXPECT_EQ(source.columns[1].name, "amount");
  EXPECT_EQ(source.columns[1].type, (Type{TypeKind::kDecimal, 12, 2}));
  EXPECT_EQ(source.columns[3].type.kind, TypeKind::kTimestamp);
}

TEST(Example, HasItsQueryCompiled) {
  const Config config = read_well(read_file(kExample));
  ASSERT_EQ(config.queries.size(), 1U);
  const QueryConfig& query = config.queries[0];
  EXPECT_EQ(query.name, "orders_per_user");
  EXPECT_THAT(query.sql, HasSubstr("status <> 'cancelled'"));
  EXPECT_EQ(query.plan.source, "orders");
  ASSERT_TRUE(query.plan.window);
  EXPECT_EQ(query.plan.window->size, Millis{60'000});
  EXPECT_EQ(query.plan.outputs.size(), 6U);
  EXPECT_EQ(query.allowed_lateness, Millis{10'000});
  EXPECT_EQ(query.sink.topic, "orders-per-user");
  EXPECT_THAT(query.sink.key, ElementsAre("user_id"));
  EXPECT_EQ(query.sink.timestamps, TimestampStyle::kEpochMillis);
}

TEST(Example, TakesItsBrokerFromTheEnvironment) {
  const Config config = read_well(read_file(kExample), variables({{"KAFKA_BOOTSTRAP", "kafka:1,kafka:2"}}));
  EXPECT_EQ(config.kafka.at("bootstrap.servers"), "kafka:1,kafka:2");
}

TEST(ReadConfig, FillsInDefaults) {
  const Config config = read_well(kGoodFile);
  const SourceConfig& source = config.sources.at(0);
  EXPECT_EQ(source.max_delay, Millis{0});
  EXPECT_EQ(source.idle_after, Millis{30'000});
  EXPECT_EQ(config.checkpoint.retain, 3U);
  EXPECT_EQ(config.metrics_listen, "127.0.0.1:9464");
  EXPECT_TRUE(config.notes().empty());
}

TEST(ReadConfig, PutsStateAndCheckpointsInFoldersOfThePipeline) {
  const Config config = read_well(kGoodFile);
  EXPECT_EQ(config.state_directory(), "./data/state/orders-per-user");
  EXPECT_EQ(config.checkpoint_directory(), "./data/checkpoints/orders-per-user");
}

TEST(ReadConfig, TakesEveryChoice) {
  std::string text =
      spoilt("event_time: ts", "event_time: ts\n    start: latest\n    on_error: skip\n    idle_after: 0s");
  text = spoilt("key: user_id", "key: [user_id, total], timestamps: iso, format: json", text);
  text = spoilt("shards: 4", "shards: 1024, backend: memory, memory: 64MiB, directory: /var/state", text);
  text = spoilt("interval: 1s", "interval: 10ms, timeout: 1m, retain: 1, storage: file:///var/checkpoints", text);
  text += "restart: { strategy: fixed, initial: 5s, max: 5s }\nmetrics: { listen: \"[::1]:0\" }\n";
  const Config config = read_well(text);
  EXPECT_EQ(config.sources[0].start, StartAt::kLatest);
  EXPECT_EQ(config.sources[0].on_error, OnError::kSkip);
  EXPECT_EQ(config.sources[0].idle_after, Millis{0});
  EXPECT_THAT(config.queries[0].sink.key, ElementsAre("user_id", "total"));
  EXPECT_EQ(config.queries[0].sink.timestamps, TimestampStyle::kIso);
  EXPECT_EQ(config.state.shards, 1024U);
  EXPECT_EQ(config.state.backend, "memory");
  EXPECT_EQ(config.state.memory, 64ULL << 20);
  EXPECT_EQ(config.state.directory, "/var/state");
  EXPECT_EQ(config.checkpoint.interval, Millis{10});
  EXPECT_EQ(config.checkpoint.storage, "/var/checkpoints");
  EXPECT_EQ(config.restart.strategy, RestartConfig::Strategy::kFixed);
  EXPECT_EQ(config.metrics_listen, "[::1]:0");
}

TEST(ReadConfig, TurnsMetricsOffWithAnEmptyAddress) {
  EXPECT_EQ(read_well(std::string(kGoodFile) + "metrics: { listen: \"\" }\n").metrics_listen, "");
}

TEST(ReadConfig, TakesNumbersAndBooleansOfPropertiesAsTheirText) {
  const Config config =
      read_well(spoilt("localhost:9092", "localhost:9092\n  socket.timeout.ms: 5000\n  socket.keepalive.enable: true"));
  EXPECT_EQ(config.kafka.at("socket.timeout.ms"), "5000");
  EXPECT_EQ(config.kafka.at("socket.keepalive.enable"), "true");
}

TEST(ReadConfig, ReplacesVariablesEverywhereButInSql) {
  const auto environment = variables({{"TOPIC", "orders-eu"}, {"SHARDS", "7"}, {"D", "10s"}});
  std::string text = spoilt("topic: orders", "topic: ${TOPIC}");
  text = spoilt("shards: 4", "shards: \"${SHARDS}\"", text);
  text = spoilt("allowed_lateness: 10s", "allowed_lateness: ${D}", text);
  text = spoilt("amount > 0", "user_id <> '${D}'", text);
  const Config config = read_well(text, environment);
  EXPECT_EQ(config.sources[0].topic, "orders-eu");
  EXPECT_EQ(config.state.shards, 7U);
  EXPECT_EQ(config.queries[0].allowed_lateness, Millis{10'000});
  EXPECT_THAT(config.queries[0].sql, HasSubstr("'${D}'"));
}

TEST(ReadConfig, LetsAVariableInjectNoStructure) {
  const auto environment = variables({{"EVIL", "x\nstate: { shards: 9 }"}});
  const auto problems = problems_of(spoilt("topic: orders", "topic: ${EVIL}"), environment);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0].message, HasSubstr("not a topic's name"));
}

TEST(ReadConfig, FollowsAnchorsAndMergeKeys) {
  std::string text = spoilt("  orders:\n", "  orders: &orders\n");
  text = spoilt("queries:\n", "  returns: { <<: *orders, topic: returns }\nqueries:\n", text);
  text = spoilt(
      "state:", "  returned:\n    sql: SELECT user_id FROM returns\n    sink: { topic: returned }\nstate:", text);
  const Config config = read_well(text);
  ASSERT_EQ(config.sources.size(), 2U);
  EXPECT_EQ(config.sources[1].topic, "returns");
  EXPECT_EQ(config.sources[1].event_time, "ts");
}

TEST(ReadConfig, LetsSeveralQueriesShareASource) {
  const Config config = read_well(
      spoilt("state:", "  all:\n    sql: SELECT user_id, amount FROM orders\n    sink: { topic: all }\nstate:"));
  ASSERT_EQ(config.queries.size(), 2U);
  EXPECT_FALSE(config.queries[1].plan.window);
  EXPECT_THAT(config.queries[1].sink.key, IsEmpty());
}

TEST(ReadConfig, TakesWindowsLineBreaksAndAByteOrderMark) {
  std::string text = "\xEF\xBB\xBF";
  for (const char c : std::string(kGoodFile)) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_EQ(read_well(text).name, "orders-per-user");
}

TEST(ReadConfig, MakesTransactionsOutlastACheckpoint) {
  const Config config = read_well(kGoodFile);
  EXPECT_GT(config.transaction_timeout(), config.checkpoint.interval + config.checkpoint.timeout);
}

TEST(ReadConfig, NotesTransactionsThatABrokerAllowsOnlyWhenTold) {
  const Config config = read_well(spoilt("interval: 1s", "interval: 1s, timeout: 20m"));
  ASSERT_EQ(config.notes().size(), 1U);
  EXPECT_THAT(config.notes()[0], HasSubstr("transaction.max.timeout.ms"));
  EXPECT_THAT(config.notes()[0], HasSubstr(std::to_string(config.transaction_timeout().count())));
}

}  // namespace
}  // namespace millrace
