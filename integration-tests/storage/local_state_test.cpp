// Local databases are a cache: whatever happens to them, the store decides.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/mounted.h"
#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/harness/stored_checkpoint.h"

namespace millrace::trial {
namespace {

namespace fs = std::filesystem;

class LocalState : public testing::Test {
 protected:
  LocalState() {
    auto& spec = trial_.service.spec();
    spec.interval = "20ms";  // consolidated after a few
    spec.retain = 40;
    feed_ = trial_.feed_in_background(5000);
  }

  // Long enough for the local databases to hold something.
  void run_for_a_while() {
    trial_.service.start();
    trial_.service.await_metric("millrace_checkpoints_completed_total", 60);
  }

  void go_on_to_the_end(Rows rows = Rows::kOnce) {
    trial_.service.await_metric("millrace_checkpoints_completed_total", 20);
    feed_->end();
    trial_.expect_exact(500, rows);
  }

  fs::path local() { return trial_.service.spec().state_directory; }

  OrdersTrial trial_;
  std::unique_ptr<Feed> feed_;
};

TEST_F(LocalState, DeletedIsRebuiltFromTheStore) {
  run_for_a_while();
  trial_.service.kill();
  ASSERT_FALSE(fs::is_empty(local()));
  fs::remove_all(local());
  trial_.service.start();
  go_on_to_the_end();
}

TEST_F(LocalState, DeletedUnderTheServiceIsRebuiltFromTheStore) {
  run_for_a_while();
  fs::remove_all(local());
  trial_.service.await_metric("millrace_restores_total", 2);
  EXPECT_THAT(trial_.service.log(), testing::HasSubstr("was deleted under the service: it is rebuilt"));
  go_on_to_the_end();
}

// So long that bases are due. RocksDB's own log would end the process here.
TEST_F(LocalState, OnAFullDiskIsToldAndHoldsNothingUp) {
  MountedTmpfs disk(trial_.scratch / "disk", "16m");
  trial_.service.spec().state_directory = disk.path() / "state";
  run_for_a_while();
  disk.fill();
  trial_.service.await_metric("millrace_checkpoint_storage_errors_total", 1, "op=\"consolidate\"");
  trial_.service.await_metric("millrace_checkpoints_completed_total",
                              *trial_.service.metric("millrace_checkpoints_completed_total") + 300);
  EXPECT_THAT(trial_.service.log(), testing::HasSubstr("keep the local database of shard"));
  EXPECT_THAT(trial_.service.log(), testing::HasSubstr("No space left on device"));
  EXPECT_LT(stored_checkpoints(trial_.service.spec()).size(), 100U) << "retention goes on";
  disk.make_room();
  eventually("the local database to be kept up to date again", std::chrono::seconds(60), [&] {
    return trial_.service.log().contains("is kept up to date again") ? "" : "the log does not say so";
  });
  go_on_to_the_end();
}

TEST_F(LocalState, OfAnEarlierMomentIsBroughtUpToDateOrDiscarded) {
  run_for_a_while();
  trial_.service.stop();
  const fs::path aside = trial_.scratch / "aside";
  fs::copy(local(), aside, fs::copy_options::recursive);
  run_for_a_while();
  trial_.service.kill();
  fs::remove_all(local());
  fs::rename(aside, local());
  trial_.service.start();
  go_on_to_the_end();
}

// What the abandoned timeline had consolidated must not come back: rows repeat, but with the right values.
TEST_F(LocalState, OfAnotherTimelineIsDiscarded) {
  run_for_a_while();
  trial_.service.stop();
  const auto ids = stored_checkpoints(trial_.service.spec());
  ASSERT_GT(ids.size(), 20U);
  trial_.service.start({.arguments = {"--from", std::to_string(ids.front()), "--yes"}});
  go_on_to_the_end(Rows::kFinal);
}

TEST_F(LocalState, DamagedNeverShowsInTheOutput) {
  run_for_a_while();
  trial_.service.kill();
  int damaged = 0;
  for (const auto& entry : fs::recursive_directory_iterator(local())) {
    if (entry.path().extension() != ".sst" || entry.file_size() == 0) continue;
    flip_a_bit(entry.path());
    ++damaged;
  }
  ASSERT_GT(damaged, 0) << "nothing had been consolidated: the test shows nothing";
  trial_.service.start();
  go_on_to_the_end();
}

}  // namespace
}  // namespace millrace::trial
