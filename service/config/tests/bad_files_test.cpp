// One mistake, one problem, at its place, in words that help.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/config/config.h"
#include "service/config/tests/pipeline_files.h"

namespace millrace {
namespace {

using testing::HasSubstr;

struct Mistake {
  const char* name;
  const char* piece;
  const char* replacement;
  std::size_t line;
  std::size_t column;
  const char* message;
};

class OneMistake : public testing::TestWithParam<Mistake> {};

TEST_P(OneMistake, IsReportedOnceAtItsPlace) {
  const Mistake& mistake = GetParam();
  const auto problems = problems_of(spoilt(mistake.piece, mistake.replacement));
  ASSERT_EQ(problems.size(), 1U) << describe("file.yaml", problems);
  EXPECT_THAT(problems[0].message, HasSubstr(mistake.message));
  EXPECT_EQ(problems[0].line, mistake.line) << problems[0].message;
  EXPECT_EQ(problems[0].column, mistake.column) << problems[0].message;
}

// SQL could not name it.
TEST(ASourcesName, HasAtMost63Letters) {
  const auto with = [](std::size_t letters) {
    return problems_of(spoilt("sources:\n", "sources:\n  " + std::string(letters, 'a') + ": { topic: x }\n"));
  };
  EXPECT_THAT(with(64).at(0).message, HasSubstr("at most 63"));
  EXPECT_EQ(with(64).at(0).line, 5U);
  ASSERT_EQ(with(63).size(), 1U);
  EXPECT_THAT(with(63)[0].message, HasSubstr("no query reads source"));
}

const Mistake kStructure[] = {
    {"UnknownKey", "checkpoint: { interval", "checkpoint: { intervall", 19, 15, "did you mean 'interval'?"},
    {"UnknownKeyFarFromAny", "state: { shards: 4", "state: { zebra: 4", 18, 10,
     "known: backend, directory, shards, memory"},
    {"UnknownKeyOnTop", "state:", "stat:", 18, 1, "did you mean 'state'?"},
    {"UnknownKeyOfSource", "    topic: orders", "    topics: x\n    topic: orders", 6, 5, "did you mean 'topic'?"},
    {"UnknownKeyOfQuery", "    allowed_lateness", "    lateness", 16, 5, "unknown key 'lateness' in query 'totals'"},
    {"UnknownKeyOfSink", "key: user_id", "keys: user_id", 17, 28, "did you mean 'key'?"},
    {"DoubledKey", "state: { shards: 4", "state: { shards: 4, shards: 5", 18, 21, "'shards' is given twice in state"},
    {"DoubledQuery", "state:", "  totals: {}\nstate:", 18, 3, "'totals' is given twice in queries"},
    {"DoubledProperty", "localhost:9092", "a:1\n  bootstrap.servers: b:1", 4, 3, "given twice in kafka"},
    {"DoubledColumn", "user_id: text", "user_id: text, user_id: bigint", 7, 31, "given twice"},
    {"MissingName", "name: orders-per-user\n", "", 1, 1, "needs the key 'name'"},
    {"MissingTopic", "    topic: orders\n", "", 5, 3, "source 'orders' needs the key 'topic'"},
    {"MissingSinkTopic", "topic: totals, ", "", 17, 5, "the sink of query 'totals' needs the key 'topic'"},
    {"MissingSink", "    sink: { topic: totals, key: user_id }\n", "", 10, 3, "query 'totals' needs the key 'sink'"},
    {"MissingServers", "bootstrap.servers: localhost:9092", "client.id: x", 2, 1, "bootstrap.servers"},
    {"NoServers", "localhost:9092", "\"\"", 3, 3, "it is empty; expected host:port"},
    {"ServersOfTheWeb", "localhost:9092", "http://localhost:9092", 3, 3, "'http://localhost:9092' is no broker"},
    {"ServersWithoutAPort", "localhost:9092", "\"a:1,b:\"", 3, 3, "'b:' is no broker; expected host:port"},
    {"ServersWithoutAHost", "localhost:9092", "\"a:1,,b:2\"", 3, 3, "'' is no broker"},
    {"ServersBeyondPorts", "localhost:9092", "a:70000", 3, 3, "'a:70000' is no broker"},
    {"SectionIsText", "state: { shards: 4 }", "state: fast", 18, 8, "state must be a mapping, not text"},
    {"SectionIsAList", "checkpoint: { interval: 1s }", "checkpoint: [1s]", 19, 13, "must be a mapping, not a list"},
    {"SectionIsEmpty", "state: { shards: 4 }", "state:", 18, 1, "has no value"},
    {"ValueIsAMapping", "interval: 1s", "interval: { seconds: 1 }", 19, 25, "must be text, not a mapping"},
    {"ValueIsEmpty", "interval: 1s", "interval:", 19, 15, "'interval' of checkpoint has no value"},
    {"KeyIsAList", "state:", "? [a]\n: b\nstate:", 18, 3, "must be text, not a list"},
};

const Mistake kValues[] = {
    {"NameWithCapitals", "orders-per-user", "Orders Per User", 1, 7, "for example 'orders-per-user'"},
    {"NameThatLeavesItsFolder", "orders-per-user", "../etc", 1, 7, "not a name"},
    {"QueryName", "  totals:", "  To/tals:", 10, 3, "'to-tals'"},
    {"BareDuration", "interval: 1s", "interval: 10", 19, 25, "write 10ms or 10s"},
    {"DurationInWords", "interval: 1s", "interval: 10 seconds", 19, 25, "write 10s"},
    {"ShortInterval", "interval: 1s", "interval: 9ms", 19, 25, "from 10ms"},
    {"ShortTimeout", "interval: 1s", "timeout: 999ms", 19, 24, "from 1s"},
    {"EndlessTransaction", "interval: 1s", "timeout: 300d", 19, 1, "24 days"},
    {"BareSize", "shards: 4", "memory: 1073741824", 18, 18, "write 1073741824B or"},
    {"SizeUnit", "shards: 4", "memory: 1gb", 18, 18, "write 1GiB"},
    {"SmallMemory", "shards: 4", "memory: 1kB", 18, 18, "at least 1MiB"},
    {"NoShards", "shards: 4", "shards: 0", 18, 18, "from 1 to 1024"},
    {"ManyShards", "shards: 4", "shards: 1025", 18, 18, "from 1 to 1024"},
    {"FractionOfShards", "shards: 4", "shards: 4.5", 18, 18, "whole number"},
    {"RetainNothing", "interval: 1s", "retain: 0", 19, 23, "from 1 to 1000"},
    {"Backend", "shards: 4", "backend: rocks", 18, 19, "did you mean 'rocksdb'?"},
    {"EmptyDirectory", "shards: 4", "directory: \"\"", 18, 21, "cannot be empty"},
    {"ForeignStore", "interval: 1s", "storage: s3://bucket/x", 19, 24, "not a store"},
    {"RelativeFileUrl", "interval: 1s", "storage: file://x", 19, 24, "file:///directory"},
    {"Strategy", "state:", "restart: { strategy: exponentail }\nstate:", 18, 22, "did you mean 'exponential'?"},
    {"InitialBeyondMax", "state:", "restart: { initial: 2m }\nstate:", 18, 21, "longer than 'max', 1m"},
    {"MaxBelowInitial", "state:", "restart: { max: 10ms }\nstate:", 18, 17, "longer than 'max', 10ms"},
    {"ListenWithoutHost", "state:", "metrics: { listen: 9464 }\nstate:", 18, 20, "127.0.0.1:9464"},
    {"ListenPort", "state:", "metrics: { listen: \"a:70000\" }\nstate:", 18, 20, "65535"},
    {"ColumnType", "user_id: text", "user_id: string", 7, 25, "did you mean 'text'?"},
    {"NamelessColumn", "user_id: text", "\"\": text, user_id: text", 7, 16, "a column's name cannot be empty"},
    {"UnquotedDecimal", "\"decimal(12,2)\"", "decimal(12,2)", 7, 39, "needs quotes"},
    {"NoColumnType", "user_id: text", "user_id: [text]", 7, 25, "the type of column 'user_id' must be text"},
    {"EventTimeUnknown", "event_time: ts", "event_time: t", 8, 17, "not one of its columns"},
    {"EventTimeOfAnotherType", "event_time: ts", "event_time: user_id", 8, 17, "is text; declare it as timestamp"},
    {"Start", "event_time: ts", "start: earlyest", 8, 12, "did you mean 'earliest'?"},
    {"OnError", "event_time: ts", "on_error: ignore", 8, 15, "known: fail, skip"},
    {"Format", "event_time: ts", "format: avro", 8, 13, "known: json"},
    {"Topic", "topic: orders", "topic: my orders", 6, 12, "not a topic's name"},
    {"Timestamps", "key: user_id", "timestamps: epoch", 17, 40, "known: millis, iso"},
};

const Mistake kMeaning[] = {
    {"KeyIsNoOutput", "key: user_id", "key: user", 17, 33, "not a column of its result"},
    {"KeyIsMisspelt", "key: user_id", "key: user_ids", 17, 33, "did you mean 'user_id'?"},
    {"KeyTwice", "key: user_id", "key: [user_id, user_id]", 17, 43, "twice"},
    {"Loop", "topic: totals", "topic: orders", 17, 20, "a loop"},
    {"KafkasOwnTopic", "topic: totals", "topic: __consumer_offsets", 17, 20, "is Kafka's own"},
    {"UnusedSource", "queries:", "  b: { topic: b }\nqueries:", 9, 3, "no query reads source 'b'"},
    {"NoColumnsForSql", "sum(amount)", "sum(ammount)", 12, 41, "ammount"},
    {"SqlOfTheFourthLine", "GROUP BY user_id", "GROUP BY usr_id", 15, 16, "usr_id"},
    {"UnknownSourceInSql", "FROM orders", "FROM order", 13, 12, "order"},
    {"SqlIsAList",
     "sql: |\n      SELECT user_id, window_start, sum(amount) AS total\n      FROM orders\n      WHERE amount > "
     "0\n      GROUP BY user_id, tumble('1 minute')",
     "sql: [SELECT]", 11, 10, "must be text, not a list"},
    {"ReservedProperty", "localhost:9092", "localhost:9092\n  enable.idempotence: true", 4, 3, "enable.idempotence"},
    {"OwnedTransactionalId", "localhost:9092", "localhost:9092\n  transactional.id: x", 4, 3, "transactional.id"},
    {"OwnedIsolation", "localhost:9092", "localhost:9092\n  isolation.level: x", 4, 3, "isolation.level"},
    {"OwnedCommit", "localhost:9092", "localhost:9092\n  enable.auto.commit: true", 4, 3, "enable.auto.commit"},
    {"UnknownProperty", "localhost:9092", "localhost:9092\n  socket.timeout: 5", 4, 3, "socket.timeout"},
    {"PropertyValue", "localhost:9092", "localhost:9092\n  socket.timeout.ms: soon", 4, 3, "socket.timeout.ms"},
    {"UnsetVariable", "localhost:9092", "${KAFKA}", 3, 22, "KAFKA is not set"},
    {"BrokenVariable", "localhost:9092", "x${KAFKA", 3, 23, "closing }"},
};

void PrintTo(const Mistake& mistake, std::ostream* out) { *out << mistake.name; }

std::string name_of(const testing::TestParamInfo<Mistake>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Structure, OneMistake, testing::ValuesIn(kStructure), name_of);
INSTANTIATE_TEST_SUITE_P(Values, OneMistake, testing::ValuesIn(kValues), name_of);
INSTANTIATE_TEST_SUITE_P(Meaning, OneMistake, testing::ValuesIn(kMeaning), name_of);

TEST(BadFiles, AreReportedWithAllTheirProblemsInOrderOfPosition) {
  std::string text = spoilt("shards: 4", "shards: 0, memory: 5");
  text = spoilt("sum(amount)", "sum(ammount)", text);
  text = spoilt("topic: orders", "topic: or ders", text);
  text = spoilt("orders-per-user", "Orders", text);
  const auto problems = problems_of(text);
  ASSERT_EQ(problems.size(), 5U) << describe("file.yaml", problems);
  const std::size_t lines[] = {1, 6, 12, 18, 18};
  for (std::size_t i = 0; i < problems.size(); ++i) EXPECT_EQ(problems[i].line, lines[i]);
}

TEST(BadFiles, MayNotNameASourceInCapitals) {
  const auto problems = problems_of(spoilt("  orders:\n", "  Orders:\n"));
  EXPECT_THAT(problems[0].message, HasSubstr("for example 'orders'"));
  EXPECT_EQ(problems[0].line, 5U);
}

TEST(BadFiles, MayNotReadATopicTwice) {
  const auto problems = problems_of(spoilt("queries:", "  b: { topic: orders }\nqueries:"));
  ASSERT_EQ(problems.size(), 2U) << describe("file.yaml", problems);
  EXPECT_THAT(problems[0].message, HasSubstr("no query reads source 'b'"));
  EXPECT_THAT(problems[1].message, HasSubstr("already read by source 'orders'"));
  EXPECT_EQ(problems[1].column, 15U);
}

TEST(BadFiles, DoNotBlameTheSqlForAColumnWhoseTypeIsWrong) {
  const auto problems = problems_of(spoilt("\"decimal(12,2)\"", "decimel"));
  ASSERT_EQ(problems.size(), 1U) << describe("file.yaml", problems);
  EXPECT_EQ(problems[0].line, 7U);
}

TEST(BadFiles, TellWhatElseIsWrongInTheSqlOfAColumnWhoseTypeIsWrong) {
  const auto problems = problems_of(
      spoilt("sum(amount) AS total", "sum(amount) AS amount, 1 AS amount", spoilt("\"decimal(12,2)\"", "decimel")));
  ASSERT_EQ(problems.size(), 2U) << describe("file.yaml", problems);
  EXPECT_THAT(problems[1].message, HasSubstr("two output columns are called 'amount'"));
}

TEST(BadFiles, TellWhatElseIsWrongInTheSqlOfAnUnknownSource) {
  const std::string text = spoilt("'1 minute'", "'1 minutte'", spoilt("sum(amount)", "summ(amount)"));
  const auto problems = problems_of(spoilt("FROM orders", "FROM ordesr", text));
  ASSERT_EQ(problems.size(), 3U) << describe("file.yaml", problems);
  const std::size_t lines[] = {12, 13, 15};
  for (std::size_t i = 0; i < problems.size(); ++i) EXPECT_EQ(problems[i].line, lines[i]);
}

TEST(BadFiles, DoNotBlameAVariableInSqlThatCompiles) { read_well(spoilt("amount > 0", "user_id <> '${NAME}'")); }

TEST(BadFiles, ExplainAVariableInSqlThatDoesNotCompile) {
  const auto problems = problems_of(spoilt("FROM orders", "FROM ${SOURCE}"));
  std::string all;
  for (const auto& problem : problems) all += problem.message + "\n";
  EXPECT_THAT(all, HasSubstr("not replaced inside sql"));
  EXPECT_EQ(problems.back().line, 13U);
}

TEST(BadFiles, MayHaveNoWindowThatCouldBeLate) {
  std::string text = spoilt("SELECT user_id, window_start, sum(amount) AS total", "SELECT user_id");
  text = spoilt("      GROUP BY user_id, tumble('1 minute')\n", "", text);
  const auto problems = problems_of(text);
  ASSERT_EQ(problems.size(), 1U) << describe("file.yaml", problems);
  EXPECT_EQ(problems[0].line, 15U);
  EXPECT_EQ(problems[0].column, 5U);
  EXPECT_THAT(problems[0].message, HasSubstr("no windows"));
}

TEST(BadFiles, MayHoldNothingToDo) {
  EXPECT_THAT(problems_of("name: x\nkafka: {bootstrap.servers: a}\nsources: {}\nqueries: {}\n")[0].message,
              HasSubstr("at least one source"));
}

struct Unreadable {
  const char* text;
  std::size_t line;
  std::size_t column;
  const char* message;
};

TEST(BadFiles, ThatAreNotYamlAreReportedAtTheirPlace) {
  for (const Unreadable& each : std::initializer_list<Unreadable>{
           {"", 1, 1, "empty"},
           {"# nothing\n", 1, 1, "empty"},
           {"name: a\n---\nname: b\n", 2, 1, "second document"},
           {"name:\n\tx: 1\n", 2, 1, "tab"},
           {"name: a: b\n", 1, 8, "not valid YAML"},
           {"name: [a\n", 2, 1, "not valid YAML"},
           {"name: *nowhere\n", 1, 7, "anchor"},
           {"\x7F"
            "ELF\x02\x01",
            1, 1, "not a text file"},
           {"name: \xFF\xFE\n", 1, 7, "not a text file"},
           {"just text\n", 1, 1, "must be a mapping, not text"},
           {"- a\n- b\n", 1, 1, "must be a mapping, not a list"},
       }) {
    const auto problems = problems_of(each.text);
    ASSERT_EQ(problems.size(), 1U) << each.text << describe("file.yaml", problems);
    EXPECT_THAT(problems[0].message, HasSubstr(each.message)) << each.text;
    EXPECT_EQ(problems[0].line, each.line) << each.text;
    EXPECT_EQ(problems[0].column, each.column) << each.text;
  }
}

TEST(BadFiles, OfNothingButNulsAreReported) {
  EXPECT_THAT(problems_of(std::string(1000, '\0'))[0].message, HasSubstr("not a text file"));
}

}  // namespace
}  // namespace millrace
