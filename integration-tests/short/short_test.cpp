// The one integration run that every build gets, the sanitizers' included.
#include <gtest/gtest.h>

#include "integration-tests/harness/orders_trial.h"

namespace millrace::trial {
namespace {

TEST(Short, OrdersBecomeWindowsExactlyOnceAcrossAKill) {
  OrdersTrial trial;
  const auto feed = trial.feed_in_background(5000);
  trial.service.start();
  trial.service.await_metric("millrace_checkpoints_completed_total", 10);
  trial.service.await_metric("millrace_records_out_total", 100);
  trial.service.kill();
  trial.service.start();
  trial.service.await_metric("millrace_checkpoints_completed_total", 10);
  feed->end();
  trial.expect_exact(500);
}

}  // namespace
}  // namespace millrace::trial
