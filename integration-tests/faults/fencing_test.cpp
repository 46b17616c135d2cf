// A former self that is still there: nothing it does may show.
#include <gtest/gtest.h>
#include <signal.h>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/orders_trial.h"
#include "service/exit_code.h"

namespace millrace::trial {
namespace {

constexpr Exit kFencedExit{.code = static_cast<int>(ExitCode::kFenced)};

TEST(SecondInstance, EndsTheFirstWithACodeOfItsOwn) {
  OrdersTrial trial;
  const auto feed = trial.feed_in_background(5000);
  trial.service.start();
  trial.service.await_metric("millrace_checkpoints_completed_total", 10);
  Millrace second(trial.scratch, trial.service.spec(), "second");
  second.start();
  EXPECT_EQ(trial.service.wait(), kFencedExit) << trial.service.log();
  second.await_metric("millrace_checkpoints_completed_total", 10);
  second.stop();
  trial.service.start();
  feed->end();
  trial.expect_exact();
}

// Stopped with its outputs in an open transaction, until somebody else has taken over.
TEST(SecondInstance, HidesWhatTheFirstWritesWhenItWakesUp) {
  OrdersTrial trial;
  const auto feed = trial.feed_in_background(5000);
  trial.service.start({.failpoints = "flush.after=pause@10"});
  eventually("the pause with an open transaction", std::chrono::seconds(60),
             [&] { return trial.service.process().stopped() ? "" : "it runs"; });
  Millrace second(trial.scratch, trial.service.spec(), "second");
  second.start();
  second.await_metric("millrace_checkpoints_completed_total", 10);
  trial.service.process().send(SIGCONT);
  EXPECT_EQ(trial.service.wait(), kFencedExit) << trial.service.log();
  second.stop();
  trial.service.start();
  feed->end();
  trial.expect_exact();
}

std::string transaction_open(const std::string& topic) {
  const auto stable = topic_range(shared_broker(), topic, Isolation::kCommitted).end;
  const auto written = topic_range(shared_broker(), topic, Isolation::kUncommitted).end;
  return stable == written ? "" : "records of an open transaction";
}

// The broker gives the transaction up; to the client that looks like a second instance. The committed offsets say that
// there is none.
TEST(StoppedClient, PastItsTransactionTimeoutRecoversInProcess) {
  OrdersTrial trial;
  trial.service.spec().timeout = "1s";
  trial.service.spec().queries[0].sql = orders_per_user_sql("100 milliseconds");  // rows in every transaction
  trial.query.size_ms = 100;
  const auto feed = trial.feed_in_background(5000);
  trial.service.start({.failpoints = "flush.after=pause@10"});
  eventually("the pause with an open transaction", std::chrono::seconds(60),
             [&] { return trial.service.process().stopped() ? "" : "it runs"; });
  ASSERT_NE(transaction_open(trial.output.name()), "") << "no transaction was open: the test shows nothing";
  eventually("the broker's abort", std::chrono::seconds(120), [&] { return transaction_open(trial.output.name()); });
  trial.service.process().send(SIGCONT);
  trial.service.await_metric("millrace_checkpoints_completed_total", 20);  // paused in its tenth
  feed->end();
  trial.expect_exact();
}

}  // namespace
}  // namespace millrace::trial
