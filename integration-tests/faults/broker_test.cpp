// The broker goes away and comes back in mid-run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/http_get.h"
#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/harness/own_broker.h"
#include "service/exit_code.h"

namespace millrace::trial {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class BrokerFault : public testing::Test {
 protected:
  BrokerFault() { trial_.service.spec().kafka["reconnect.backoff.max.ms"] = "500"; }  // by default 10 s

  void run_until_under_way() {
    feed_ = trial_.feed_in_background(5000);
    trial_.service.start();
    trial_.service.await_metric("millrace_checkpoints_completed_total", 10);
  }

  void await_readiness(int status, const std::string& words) {
    eventually("readiness", std::chrono::seconds(60), [&] {
      const auto ready = http_get(trial_.service.port().value_or(0), "/ready");
      if (!ready) return std::string("no answer");
      return ready->status == status && ready->body.contains(words) ? "" : ready->body;
    });
  }

  // Asked to stop while the broker does not answer: it ends by itself, and says that nothing was taken.
  void expect_a_stop_without_a_last_checkpoint() {
    trial_.service.process().send(SIGTERM);
    const Exit expected{.code = static_cast<int>(ExitCode::kLastCheckpointFailed)};
    EXPECT_EQ(trial_.service.wait(), expected) << trial_.service.log();
  }

  void start_again_to_the_end() {
    trial_.service.start();
    feed_->end();
    trial_.expect_exact();
  }

  // The same process must come through.
  void go_on_to_the_end() {
    const double before = trial_.service.metric("millrace_checkpoints_completed_total").value_or(0);
    trial_.service.await_metric("millrace_checkpoints_completed_total", before + 10);
    feed_->end();
    trial_.expect_exact();
  }

  Scratch scratch_;
  OwnBroker broker_{scratch_};
  OrdersTrial trial_{broker_.bootstrap()};
  std::unique_ptr<Feed> feed_;
};

TEST_F(BrokerFault, CleanRestartIsSurvivedInProcess) {
  run_until_under_way();
  broker_.stop();
  broker_.restart();
  go_on_to_the_end();
}

TEST_F(BrokerFault, KillAndRestartIsSurvivedInProcess) {
  run_until_under_way();
  for (int kills = 0; kills < 3; ++kills) {
    broker_.kill();
    broker_.restart();
    const double before = trial_.service.metric("millrace_checkpoints_completed_total").value_or(0);
    trial_.service.await_metric("millrace_checkpoints_completed_total", before + 5);
  }
  go_on_to_the_end();
}

TEST_F(BrokerFault, AStopWhileItIsGoneEndsWithoutALastCheckpoint) {
  trial_.service.spec().timeout = "2s";
  run_until_under_way();
  broker_.kill();
  expect_a_stop_without_a_last_checkpoint();
  broker_.restart();
  start_again_to_the_end();
}

TEST_F(BrokerFault, AStopDuringTheRecoveryFromAnOutageEndsWithoutALastCheckpoint) {
  trial_.service.spec().timeout = "2s";
  run_until_under_way();
  broker_.kill();
  trial_.service.await_metric("millrace_job_state", 1, "restoring");
  expect_a_stop_without_a_last_checkpoint();
  broker_.restart();
  start_again_to_the_end();
}

TEST_F(BrokerFault, AStopWhileItIsFrozenEndsWithoutALastCheckpoint) {
  trial_.service.spec().timeout = "2s";
  run_until_under_way();
  broker_.freeze();
  expect_a_stop_without_a_last_checkpoint();
  broker_.thaw();
  start_again_to_the_end();
}

TEST_F(BrokerFault, AnOutageIsToldByTheLogAndByReadinessUntilItIsOver) {
  run_until_under_way();
  broker_.freeze();
  await_readiness(503, "waiting for Kafka at " + broker_.bootstrap());
  EXPECT_EQ(http_get(*trial_.service.port(), "/live").value().status, 200);
  broker_.thaw();
  await_readiness(200, "running");
  EXPECT_THAT(trial_.service.log(),
              AllOf(HasSubstr("waiting for Kafka at " + broker_.bootstrap()), HasSubstr("Kafka answers again")));
  go_on_to_the_end();
}

TEST_F(BrokerFault, AStartBeforeTheBrokerIsThereWaitsForIt) {
  trial_.feed(20000);
  broker_.stop();
  trial_.service.start();
  await_readiness(503, "waiting for Kafka at " + broker_.bootstrap());
  broker_.restart();
  trial_.expect_exact();
}

}  // namespace
}  // namespace millrace::trial
