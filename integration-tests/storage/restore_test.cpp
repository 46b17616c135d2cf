// What the probes say while state is loaded: a pod that takes its time is neither ended nor counted as at work.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <memory>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/http_get.h"
#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/harness/stored_checkpoint.h"

namespace millrace::trial {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Restore : public testing::Test {
 protected:
  // Leaves a store with open windows, and no local databases to load them from.
  void leave_state_in_the_store() {
    trial_.service.start();
    trial_.service.await_metric("millrace_checkpoints_completed_total", 5);
    trial_.service.stop();
    fs::remove_all(trial_.service.spec().state_directory);
  }

  bool has_state_in_the_store() {
    return std::ranges::any_of(files_of_recovery(trial_.service.spec()),
                               [](const fs::path& file) { return file.string().contains("/deltas/"); });
  }

  HttpAnswer probe(const std::string& path) {
    return http_get(trial_.service.port().value_or(0), path).value_or(HttpAnswer{});
  }

  void await_readiness(int status, const std::string& says) {
    eventually("/ready " + std::to_string(status), std::chrono::seconds(60), [&]() -> std::string {
      const auto ready = probe("/ready");
      const bool is_so = ready.status == status && ready.body.contains(says);
      return is_so ? "" : std::to_string(ready.status) + " " + ready.body;
    });
  }

  OrdersTrial trial_;
  std::unique_ptr<Feed> feed_ = trial_.feed_in_background(5000);
};

TEST_F(Restore, IsLiveAndBecomesReadyOnlyWhenAllStateIsLoaded) {
  leave_state_in_the_store();
  ASSERT_TRUE(has_state_in_the_store()) << "nothing to load: the test shows nothing";
  const fs::path hold = trial_.scratch / "hold";
  std::ofstream(hold).put(' ');
  trial_.service.start({.failpoints = "recovery.after_load=hold:" + hold.string()});
  await_readiness(503, "restoring");
  for (int i = 0; i < 20; ++i) {
    const auto ready = probe("/ready");
    EXPECT_EQ(ready.status, 503);
    EXPECT_THAT(ready.body, HasSubstr("restoring"));
    EXPECT_EQ(probe("/live").status, 200);
  }
  EXPECT_EQ(trial_.service.metric("millrace_records_in_total").value_or(0), 0);
  fs::remove(hold);
  await_readiness(200, "");
  EXPECT_EQ(probe("/live").status, 200);
  feed_->end();
  trial_.expect_exact(100);
}

}  // namespace
}  // namespace millrace::trial
