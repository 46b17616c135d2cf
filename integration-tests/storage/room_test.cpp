// A checkpoint store that cannot be written for a while.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "integration-tests/harness/mounted.h"
#include "integration-tests/harness/orders_trial.h"
#include "service/exit_code.h"

namespace millrace::trial {
namespace {

class Store : public testing::Test {
 protected:
  Store() {
    trial_.service.spec().storage = disk_.path();
    trial_.service.spec().timeout = "2s";
  }

  void run_until_under_way() {
    feed_ = trial_.feed_in_background(5000);
    trial_.service.start();
    trial_.service.await_metric("millrace_checkpoints_completed_total", 10);
  }

  double completed() { return trial_.service.metric("millrace_checkpoints_completed_total").value_or(-1); }

  // Counted with its reason; then nothing is read or committed until a probe of the store succeeds.
  void expect_checkpoints_to_fail() {
    trial_.service.await_metric("millrace_checkpoints_failed_total", 1, "reason=\"prepare\"");
    const double before = completed();
    trial_.service.await_metric("millrace_checkpoint_storage_errors_total", 2, "op=\"probe\"");
    EXPECT_EQ(completed(), before);
  }

  void expect_work_to_go_on() {
    trial_.service.await_metric("millrace_checkpoints_completed_total", completed() + 10);
    feed_->end();
    trial_.expect_exact();
  }

  OrdersTrial trial_;
  MountedTmpfs disk_{trial_.scratch / "disk", "48m"};
  std::unique_ptr<Feed> feed_;
};

TEST_F(Store, ThatIsFullFailsCheckpointsUntilThereIsRoom) {
  run_until_under_way();
  disk_.fill();
  expect_checkpoints_to_fail();
  disk_.make_room();
  expect_work_to_go_on();
}

TEST_F(Store, ThatIsReadOnlyFailsCheckpointsUntilItIsWritable) {
  run_until_under_way();
  disk_.make_read_only();
  expect_checkpoints_to_fail();
  disk_.make_writable();
  expect_work_to_go_on();
}

// The folder beneath the mount can be written: only what a checkpoint builds on is not in it.
TEST_F(Store, ThatIsUnmountedTakesNoMoreCheckpoints) {
  run_until_under_way();
  disk_.take_away();
  EXPECT_EQ(trial_.service.wait(), Exit{.code = static_cast<int>(ExitCode::kRefused)});
  EXPECT_THAT(trial_.service.log(), testing::HasSubstr("Bring it back; nothing is committed without it"));
  EXPECT_THAT(trial_.service.log(), testing::HasSubstr("the store does not hold it"));
  disk_.bring_back();
  trial_.service.start();
  trial_.service.await_metric("millrace_checkpoints_completed_total", 10);
  feed_->end();
  trial_.expect_exact();
}

TEST_F(Store, ThatIsFullAtTheStartIsWaitedFor) {
  run_until_under_way();
  trial_.service.kill();
  disk_.fill();
  trial_.service.start();
  trial_.service.await_metric("millrace_checkpoint_storage_errors_total", 1);
  disk_.make_room();
  expect_work_to_go_on();
}

}  // namespace
}  // namespace millrace::trial
