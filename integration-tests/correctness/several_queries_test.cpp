// Several sources and queries in one file, and queries without windows.
#include <gtest/gtest.h>

#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/oracle/stateless_check.h"

namespace millrace::trial {
namespace {

constexpr auto kFilter = "SELECT order_id, user_id, amount FROM {} WHERE amount > 0 AND status <> 'cancelled'";

std::string filter_sql(const std::string& source) {
  std::string sql = kFilter;
  return sql.replace(sql.find("{}"), 2, source);
}

TEST(Stateless, RowsKeepTheirOrderAndTheirKeyAcrossAKill) {
  OrdersTrial trial;
  trial.service.spec().queries = {
      {.name = "counting", .sql = filter_sql("orders"), .topic = trial.output.name(), .key = ""}};
  const auto feed = trial.feed_in_background();
  trial.service.start();
  trial.service.await_metric("millrace_records_out_total", 3000);
  trial.service.kill();
  trial.service.start();
  trial.service.await_metric("millrace_records_out_total", 3000);
  feed->end();
  trial.service.await_consumed(trial.input.name());
  trial.service.stop();
  const Verdict verdict = judge_stateless(shared_broker(), trial.input.name(), trial.output.name(), {});
  EXPECT_TRUE(verdict.exact()) << verdict;
  EXPECT_GT(verdict.expected, 3000U);  // rows out count again what a kill undid
}

// Orders and returns; three queries on the first, two on the second.
class SeveralQueries : public testing::Test {
 protected:
  SeveralQueries() {
    auto& spec = trial_.service.spec();
    spec.sources.push_back({.name = "returns", .topic = returns_.name(), .max_delay = "1s"});
    spec.queries.push_back(
        {.name = "per_user_and_status",
         .sql = "SELECT user_id, status, window_start, window_end, count(*) AS orders, min(amount) AS least, "
                "max(amount) AS most FROM orders WHERE amount > 0 AND status <> 'cancelled' "
                "GROUP BY user_id, status, tumble('5 seconds')",
         .topic = by_status_.name(),
         .key = "[user_id, status]"});
    spec.queries.push_back({.name = "counting", .sql = filter_sql("orders"), .topic = counting_.name(), .key = ""});
    spec.queries.push_back(
        {.name = "returned", .sql = orders_per_user_sql("2 seconds", "returns"), .topic = returned_.name()});
    spec.queries.push_back(
        {.name = "returns_counting", .sql = filter_sql("returns"), .topic = returns_counting_.name(), .key = ""});
  }

  void expect_exact(const Verdict& verdict) {
    EXPECT_TRUE(verdict.exact()) << verdict;
    EXPECT_GT(verdict.expected, 100U) << verdict;
  }

  const std::string broker_ = shared_broker();
  OrdersTrial trial_;
  OrderStream stream_of_returns_{{.seed = 2, .keys = 30, .partitions = 2, .event_rate = 500, .disorder_ms = 900}};
  Topic returns_{broker_, "returns", 2};
  Topic by_status_{broker_, "by-status", 3};
  Topic counting_{broker_, "counting", 1};
  Topic returned_{broker_, "returned", 2};
  Topic returns_counting_{broker_, "returns-counting", 2};
};

TEST_F(SeveralQueries, ShareOneProcessAndAreEachExactAcrossAKill) {
  const auto orders = trial_.feed_in_background();
  Feed returns(broker_, returns_.name(), stream_of_returns_, 4000);
  trial_.service.start();
  trial_.service.await_metric("millrace_checkpoints_completed_total", 10);
  trial_.service.await_metric("millrace_records_out_total", 1000);
  trial_.service.kill();
  trial_.service.start();
  trial_.service.await_metric("millrace_checkpoints_completed_total", 10);
  orders->end();
  returns.end();
  trial_.service.await_consumed(returns_.name());
  trial_.expect_exact(500);

  const WindowQuery by_status{
      .size_ms = 5000,
      .group_by = {"user_id", "status"},
      .columns = {{"orders", Aggregate::kCount}, {"least", Aggregate::kMin}, {"most", Aggregate::kMax}}};
  expect_exact(judge_windows(broker_, trial_.input.name(), by_status_.name(), by_status, 500));
  expect_exact(judge_stateless(broker_, trial_.input.name(), counting_.name(), {}));
  expect_exact(judge_windows(broker_, returns_.name(), returned_.name(), {.size_ms = 2000}, 1000));
  expect_exact(judge_stateless(broker_, returns_.name(), returns_counting_.name(), {}));
}

}  // namespace
}  // namespace millrace::trial
