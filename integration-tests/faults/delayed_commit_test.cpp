// A commit that the network delays arrives when the next transaction is open, which it must not end.
#include <gtest/gtest.h>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/kafka_proxy.h"
#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/harness/own_broker.h"

namespace millrace::trial {
namespace {

class DelayedCommit : public testing::Test {
 protected:
  DelayedCommit() {
    proxy_.forward_to(broker_.behind_proxy());
    auto& spec = trial_.service.spec();
    spec.bootstrap = "127.0.0.1:" + std::to_string(proxy_.port());
    spec.queries[0].sql = orders_per_user_sql("100 milliseconds");  // rows in every transaction
    trial_.query.size_ms = 100;
  }

  void await_an_open_transaction() {
    eventually("records of an open transaction", std::chrono::seconds(60), [&] {
      const auto stable = topic_range(broker_.bootstrap(), trial_.output.name(), Isolation::kCommitted).end;
      const auto written = topic_range(broker_.bootstrap(), trial_.output.name(), Isolation::kUncommitted).end;
      return stable == written ? "none" : "";
    });
  }

  Scratch scratch_;
  KafkaProxy proxy_;
  OwnBroker broker_{scratch_, {"--advertise", std::to_string(proxy_.port())}};
  OrdersTrial trial_{broker_.bootstrap()};
};

TEST_F(DelayedCommit, EndsNoOtherTransaction) {
  const auto feed = trial_.feed_in_background(5000);
  trial_.service.start();
  trial_.service.await_metric("millrace_checkpoints_completed_total", 5);
  for (int round = 0; round < 10; ++round) {
    const double completed = trial_.service.metric("millrace_checkpoints_completed_total").value_or(0);
    const double handles = trial_.service.metric("millrace_producer_epoch_bumps_total").value_or(0);
    proxy_.hold_next_end_txn();
    eventually("a commit to hold back", std::chrono::seconds(60), [&] { return proxy_.holds_one() ? "" : "none yet"; });
    trial_.service.await_metric("millrace_producer_epoch_bumps_total", handles + 1);
    trial_.service.await_metric("millrace_checkpoints_completed_total", completed + 2);
    await_an_open_transaction();
    proxy_.release();
  }
  feed->end();
  trial_.expect_exact();
}

}  // namespace
}  // namespace millrace::trial
