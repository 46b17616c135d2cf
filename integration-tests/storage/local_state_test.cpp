// Local databases are a cache: whatever happens to them, the store decides.
#include <gtest/gtest.h>

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
