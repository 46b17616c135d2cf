#include <gmock/gmock.h>

#include "service/sql/tests/compiling.h"

namespace millrace::sql {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kOrdersPerUser =
    "SELECT user_id, window_start, window_end, count(*) AS orders, sum(amount) AS total, avg(amount) AS mean\n"
    "FROM orders\n"
    "WHERE amount > 0 AND status <> 'cancelled'\n"
    "GROUP BY user_id, tumble('1 minute')";

std::vector<std::string> output_names(const Query& query) {
  std::vector<std::string> names;
  for (const auto& output : query.outputs) names.push_back(output.name);
  return names;
}

std::vector<std::string> output_types(const Query& query) {
  std::vector<std::string> types;
  for (const auto& output : query.outputs) types.push_back(to_string(output.type));
  return types;
}

std::vector<AccumulatorKind> kinds(const Query& query) {
  std::vector<AccumulatorKind> all;
  for (const auto& spec : query.accumulators) all.push_back(spec.kind);
  return all;
}

std::vector<std::string> group_names(const std::string& select, const std::string& group_by) {
  return compiled("SELECT " + select + " FROM orders GROUP BY " + group_by + ", tumble('1 minute')").group_names;
}

TEST(Plan, CallsAKeyWhatItsRowsCallIt) {
  EXPECT_THAT(group_names("user_id, count(*) AS n", "user_id"), ElementsAre("user_id"));
  EXPECT_THAT(group_names("status AS s, user_id AS who", "user_id, status"), ElementsAre("who", "s"));
  EXPECT_THAT(group_names("quantity % 10 AS digit", "quantity % 10"), ElementsAre("digit"));
}

TEST(Plan, CallsAKeyThatNoRowShowsByItsColumnOrItsText) {
  EXPECT_THAT(group_names("count(*) AS n", "user_id"), ElementsAre("user_id"));
  EXPECT_THAT(group_names("count(*) AS n", "quantity + 1"), ElementsAre("(+ \"quantity\":bigint 1:bigint)"));
}

TEST(Plan, AlignsWindowsTo1970InBothDirections) {
  const Window window{Millis{60}};
  EXPECT_EQ(window.end_of(0), 60);
  EXPECT_EQ(window.end_of(59), 60);
  EXPECT_EQ(window.end_of(60), 120);
  EXPECT_EQ(window.end_of(-1), 0);
  EXPECT_EQ(window.end_of(-60), 0);
  EXPECT_EQ(window.end_of(-61), -60);
}

std::string fingerprint(const std::string& sql) { return compiled(sql).fingerprint; }

TEST(Plan, OfTheExampleHasAllItsParts) {
  const auto query = compiled(kOrdersPerUser);
  EXPECT_EQ(query.source, "orders");
  EXPECT_THAT(query.columns_used, ElementsAre("user_id", "amount", "status"));
  ASSERT_TRUE(query.window);
  EXPECT_EQ(query.window->size, std::chrono::minutes(1));
  EXPECT_EQ(query.group_keys.size(), 1U);
  EXPECT_THAT(query.group_types, ElementsAre(Type{TypeKind::kText, 0, 0}));
  EXPECT_THAT(output_names(query), ElementsAre("user_id", "window_start", "window_end", "orders", "total", "mean"));
  EXPECT_THAT(output_types(query), ElementsAre("text", "timestamp", "timestamp", "bigint", "decimal(38,2)", "decimal"));
}

TEST(Plan, SharesOneAccumulatorAmongSumAvgAndCountOfOneArgument) {
  const auto query = compiled(
      "SELECT avg(amount) AS a, sum(o.amount) AS s, count(amount) AS c, count(*) AS n, max(amount) AS m, "
      "count(status) AS t FROM orders o GROUP BY tumble('1 hour')");
  EXPECT_THAT(kinds(query), ElementsAre(AccumulatorKind::kCountAll, AccumulatorKind::kSumDecimal, AccumulatorKind::kMax,
                                        AccumulatorKind::kCount));
  EXPECT_EQ(query.arguments.size(), 2U);
  ASSERT_EQ(query.aggregates.size(), 6U);
  EXPECT_EQ(query.aggregates[0].accumulator, 1U);
  EXPECT_EQ(query.aggregates[0].result, AggregateResult::kAvg);
  EXPECT_EQ(query.aggregates[1].accumulator, 1U);
  EXPECT_EQ(query.aggregates[2].accumulator, 1U);
  EXPECT_EQ(query.aggregates[2].result, AggregateResult::kCount);
  EXPECT_EQ(query.aggregates[3].accumulator, 0U);
  EXPECT_EQ(query.accumulators[1].type, (Type{TypeKind::kDecimal, 12, 2}));
  EXPECT_EQ(query.accumulators[3].argument, 1U);
}

TEST(Plan, UsesAnEqualAggregateOnce) {
  const auto query =
      compiled("SELECT sum(quantity + 1) AS a, 2 * sum( quantity+1 ) AS b FROM orders GROUP BY tumble('1 s')");
  EXPECT_EQ(query.aggregates.size(), 1U);
  EXPECT_EQ(query.accumulators.size(), 1U);
}

TEST(Plan, KeepsACountWhenNothingIsAggregated) {
  const auto query = compiled("SELECT user_id FROM orders GROUP BY user_id, tumble('1 day')");
  EXPECT_THAT(kinds(query), ElementsAre(AccumulatorKind::kCountAll));
  EXPECT_THAT(query.aggregates, IsEmpty());
}

TEST(Plan, OutputsSeeKeysThenAggregatesThenTheWindow) {
  const auto query = compiled(
      "SELECT window_end, sum(quantity) + 1 AS s, quantity / 10 AS tens, count(*) AS n, window_start, user_id "
      "FROM orders GROUP BY user_id, quantity/10, tumble('1 minute')");
  const std::vector<Value> row = {Value::of_text("ann"),
                                  Value::of_bigint(7),
                                  Value::of_bigint(40),
                                  Value::of_bigint(3),
                                  Value::of_timestamp(event_time(0)),
                                  Value::of_timestamp(event_time(60000))};
  EvalContext context;
  std::vector<std::string> values;
  for (const auto& output : query.outputs) values.push_back(shown(output.expression->evaluate(row, context)));
  EXPECT_THAT(values, ElementsAre("@60000", "41", "7", "3", "@0", "'ann'"));
}

TEST(Plan, GivesDecimalKeysTheirScaleBack) {
  const auto query = compiled("SELECT amount, amount * 2 AS twice FROM orders GROUP BY amount, tumble('1 s')");
  const std::vector<Value> row = {Value::of_decimal(15, 1)};
  EvalContext context;
  EXPECT_EQ(shown(query.outputs[0].expression->evaluate(row, context)), "1.50");
  EXPECT_EQ(shown(query.outputs[1].expression->evaluate(row, context)), "3.00");
}

TEST(Plan, GroupsByNameByExpressionAndByPosition) {
  for (const auto* group : {"quantity % 10", "digit", "1", "1, digit, quantity%10"}) {
    const auto query =
        compiled(std::string("SELECT quantity % 10 AS digit FROM orders GROUP BY tumble('1 s'), ") + group);
    EXPECT_EQ(query.group_keys.size(), 1U) << group;
    EXPECT_EQ(query.fingerprint, fingerprint("SELECT 1 AS x FROM orders GROUP BY quantity % 10, tumble('1 s')"))
        << group;
  }
}

TEST(Plan, PrefersASourcesColumnToAnOutputOfThatNameInGroupBy) {
  const auto query = compiled("SELECT quantity AS status FROM orders GROUP BY status, quantity, tumble('1 s')");
  EXPECT_THAT(query.columns_used, ElementsAre("quantity", "status"));
}

TEST(Plan, AllowsTheWindowsEdgesInGroupBy) {
  const auto plain = fingerprint("SELECT count(*) AS n FROM orders GROUP BY tumble('1 s')");
  EXPECT_EQ(fingerprint("SELECT count(*) AS n FROM orders GROUP BY window_start, tumble('1 s'), window_end"), plain);
  EXPECT_EQ(fingerprint("SELECT window_start, count(*) AS n FROM orders GROUP BY 1, tumble('1 s')"), plain);
}

TEST(Plan, OfAStatelessQueryHasNoStateInIt) {
  const auto query = compiled("SELECT *, amount * 2 AS twice FROM orders WHERE paid");
  EXPECT_FALSE(query.window);
  EXPECT_THAT(query.group_keys, IsEmpty());
  EXPECT_THAT(query.accumulators, IsEmpty());
  EXPECT_EQ(query.outputs.size(), test_sources()[0].columns.size() + 1);
  EXPECT_EQ(query.columns_used.size(), test_sources()[0].columns.size());
}

TEST(Plan, ReadsOnlyTheColumnsThatAreUsed) {
  EXPECT_THAT(compiled("SELECT status FROM orders WHERE amount > 1").columns_used, ElementsAre("amount", "status"));
  EXPECT_THAT(compiled("SELECT 1 AS one FROM orders").columns_used, IsEmpty());
}

TEST(Plan, NamesOutputsAsPostgresqlDoes) {
  const auto query = compiled(
      "SELECT o.status, status::text AS \"Mixed Case\", quantity::double precision, '1'::bigint FROM orders o");
  EXPECT_THAT(output_names(query), ElementsAre("status", "Mixed Case", "quantity", "int8"));
  const auto windowed = compiled("SELECT count(*), sum(amount) FROM orders GROUP BY tumble('1 s')");
  EXPECT_THAT(output_names(windowed), ElementsAre("count", "sum"));
}

TEST(Fingerprint, IgnoresFormattingNamesAndOutputs) {
  const auto reference = fingerprint(kOrdersPerUser);
  for (const auto* sql : {
           "select user_id , count(*) as n, avg(amount) as a from orders o where o.amount>0 and o.status!='cancelled' "
           "group by tumble('60 seconds'), o.user_id",
           "SELECT user_id, sum(amount) / count(*) AS x /* comment */ FROM orders WHERE (amount > 0) AND "
           "(status <> 'cancelled') GROUP BY 1, tumble(interval '1 min')",
           "SELECT count(amount) AS c, avg(amount) AS a, count(*) AS n FROM orders WHERE amount > 1 - 1 AND "
           "status <> 'cancelled' GROUP BY user_id, tumble('1 minute');",
       }) {
    EXPECT_EQ(fingerprint(sql), reference) << sql;
  }
}

TEST(Fingerprint, ChangesWithWhateverStoredStateDependsOn) {
  const auto reference = fingerprint(kOrdersPerUser);
  for (const auto* sql : {
           "SELECT count(*) AS n, sum(amount) AS s FROM orders WHERE amount > 1 AND status <> 'cancelled' GROUP BY "
           "user_id, tumble('1 minute')",
           "SELECT count(*) AS n, sum(amount) AS s FROM orders GROUP BY user_id, tumble('1 minute')",
           "SELECT count(*) AS n, sum(amount) AS s FROM orders WHERE amount > 0 AND status <> 'cancelled' GROUP BY "
           "status, tumble('1 minute')",
           "SELECT count(*) AS n, sum(amount) AS s FROM orders WHERE amount > 0 AND status <> 'cancelled' GROUP BY "
           "user_id, tumble('2 minutes')",
           "SELECT count(*) AS n, sum(amount + 1) AS s FROM orders WHERE amount > 0 AND status <> 'cancelled' GROUP BY "
           "user_id, tumble('1 minute')",
           "SELECT count(*) AS n, sum(amount::double) AS s FROM orders WHERE amount > 0 AND status <> 'cancelled' "
           "GROUP BY user_id, tumble('1 minute')",
           "SELECT count(*) AS n, max(amount) AS s FROM orders WHERE amount > 0 AND status <> 'cancelled' GROUP BY "
           "user_id, tumble('1 minute')",
           "SELECT sum(amount) AS s FROM orders WHERE amount > 0 AND status <> 'cancelled' GROUP BY user_id, tumble('1 "
           "minute')",
           "SELECT user_id, amount FROM orders WHERE amount > 0 AND status <> 'cancelled'",
       }) {
    EXPECT_NE(fingerprint(sql), reference) << sql;
  }
}

TEST(Fingerprint, ChangesWithTheDeclaredTypeOfAColumnThatIsUsed) {
  auto sources = test_sources();
  sources[0].columns[1].type.scale = 3;
  const auto changed = compile(kOrdersPerUser, sources);
  ASSERT_TRUE(changed);
  EXPECT_NE(changed->fingerprint, fingerprint(kOrdersPerUser));
}

TEST(Fingerprint, StaysTheSameForEver) {
  EXPECT_EQ(fingerprint(kOrdersPerUser),
            "1 source=orders where=(AND (> \"amount\":decimal(12,2) 0:decimal) (<> \"status\":text 'cancelled':text)) "
            "window=tumble 60000 ms keys=[\"user_id\":text] accumulators=[count_all(), sum(\"amount\":decimal(12,2))]");
}

}  // namespace
}  // namespace millrace::sql
