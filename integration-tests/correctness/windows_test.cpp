// Without faults: what comes out is what the input calls for.
#include <gtest/gtest.h>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/kafka_io/topic_writer.h"

namespace millrace::trial {
namespace {

std::uint64_t rows_in(const OrdersTrial& trial, const std::string& bootstrap) {
  return read_topic(bootstrap, trial.output.name(), Isolation::kCommitted, [](const TopicRecord&) {});
}

TEST(Windows, EqualTheOracles) {
  OrdersTrial trial;
  trial.feed(50000);
  trial.service.start();
  trial.expect_exact(4000);
}

TEST(Windows, EqualTheOraclesOnTheMemoryBackend) {
  OrdersTrial trial;
  trial.service.spec().backend = "memory";
  trial.feed(50000);
  trial.service.start();
  trial.expect_exact(4000);
}

TEST(Windows, EqualTheOraclesWithManyKeysPartitionsAndShards) {
  auto orders = OrdersTrial::quick_orders();
  orders.keys = 20000;
  orders.partitions = 8;
  OrdersTrial trial(shared_broker(), orders);
  trial.service.spec().shards = 4;
  trial.feed(200000);
  trial.service.start();
  trial.expect_exact(100000);
}

TEST(Windows, TakeDisorderRightUpToMaxDelay) {
  auto orders = OrdersTrial::quick_orders();
  orders.disorder_ms = 500;
  OrdersTrial trial(shared_broker(), orders);
  trial.feed(50000);
  trial.service.start();
  trial.expect_exact(4000);
}

TEST(Windows, GoOnWhereACleanStopLeftThem) {
  OrdersTrial trial;
  const auto feed = trial.feed_in_background();
  for (int stops = 0; stops < 4; ++stops) {
    trial.service.start();
    trial.service.await_metric("millrace_checkpoints_completed_total", 5);
    trial.service.stop();
  }
  trial.service.start();
  feed->end();
  trial.expect_exact();
}

TEST(Windows, FireAgainWithFullValuesForLateRecords) {
  auto orders = OrdersTrial::quick_orders();
  orders.disorder_ms = 2400;  // beyond max_delay, within it and the allowed lateness
  OrdersTrial trial(shared_broker(), orders);
  trial.service.spec().queries[0].allowed_lateness = "2s";
  const auto feed = trial.feed_in_background();
  trial.service.start();
  trial.service.await_metric("millrace_checkpoints_completed_total", 20);
  feed->end();
  trial.service.await_consumed(trial.input.name());
  EXPECT_EQ(trial.service.metric("millrace_late_records_total").value_or(0), 0);
  trial.expect_exact(500, Rows::kFinal);
  const Verdict once = judge_windows(shared_broker(), trial.input.name(), trial.output.name(), trial.query,
                                     trial.max_delay_ms, Rows::kOnce);
  EXPECT_GT(once.duplicated, 0U) << "no window fired again: the input held no late records";
}

TEST(Windows, DropAndCountWhatIsTooLate) {
  auto orders = OrdersTrial::quick_orders();
  orders.partitions = 1;
  OrdersTrial trial(shared_broker(), orders);
  trial.feed(5000);
  trial.service.start();
  trial.service.await_consumed(trial.input.name());
  trial.service.stop();  // so that no transaction is open on what is counted
  const auto before = rows_in(trial, shared_broker());
  GeneratedRecord late;
  trial.stream.at(0, late);
  TopicWriter writer(shared_broker(), trial.input.name());
  writer.write(0, late.key, R"({"order_id":1,"user_id":"user-1","amount":1.00,"status":"paid","ts":1704067200001})");
  writer.flush();
  trial.service.start();
  trial.service.await_metric("millrace_late_records_total", 1);
  trial.service.await_consumed(trial.input.name());
  trial.service.stop();
  EXPECT_EQ(rows_in(trial, shared_broker()), before);
}

TEST(Windows, WaitForAnEmptyPartitionUntilItIsIdle) {
  auto orders = OrdersTrial::quick_orders();
  orders.partitions = 3;
  OrdersTrial trial(shared_broker(), orders);
  const Topic wider(shared_broker(), "orders-wider", 4);  // its last partition stays empty
  generate(shared_broker(), wider.name(), trial.stream, {.records = 10000});
  trial.service.spec().sources[0].topic = wider.name();
  trial.service.start();
  trial.service.await_consumed(wider.name());
  EXPECT_EQ(rows_in(trial, shared_broker()), 0U);
  trial.service.stop();

  trial.service.spec().sources[0].idle_after = "300ms";
  trial.service.start();
  WindowOracle oracle(trial.query, 3, trial.max_delay_ms);
  read_topic(shared_broker(), wider.name(), Isolation::kCommitted,
             [&](const TopicRecord& record) { oracle.add(parse_order(record)); });
  ASSERT_GT(oracle.expected().size(), 500U);
  Verdict verdict;
  eventually("all windows without the empty partition", std::chrono::seconds(60), [&]() -> std::string {
    WindowCheck check(oracle, Rows::kOnce);
    read_topic(shared_broker(), trial.output.name(), Isolation::kCommitted,
               [&](const TopicRecord& record) { check.add(record); });
    verdict = check.finish();
    return verdict.missing == 0 ? "" : to_json(verdict);
  });
  trial.service.stop();
  EXPECT_TRUE(verdict.exact()) << verdict;
}

}  // namespace
}  // namespace millrace::trial
