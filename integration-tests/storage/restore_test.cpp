// What the probes say while state is loaded: a pod that takes its time is neither ended nor counted as at work.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <stdexcept>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/http_get.h"
#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/harness/stored_checkpoint.h"

namespace millrace::trial {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// A file whose place is taken by a pipe, so that whoever opens it waits, as for a store that does not answer.
class HeldFile {
 public:
  HeldFile(fs::path file, const fs::path& aside) : file_(std::move(file)), content_(aside), pipe_(aside) {
    content_ += ".content";
    pipe_ += ".pipe";
    fs::rename(file_, content_);
    if (::mkfifo(file_.c_str(), 0600) != 0) throw std::runtime_error("no pipe at " + file_.string());
  }

  // From now on it is what it was. Who waits already must be let go, and finds it empty: opens it again, then.
  void put_back() const {
    fs::rename(file_, pipe_);
    fs::rename(content_, file_);
  }
  void let_go() const {
    const int writer = ::open(pipe_.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (writer >= 0) ::close(writer);  // else nobody waits
  }

 private:
  fs::path file_;
  fs::path content_;
  fs::path pipe_;
};

class Restore : public testing::Test {
 protected:
  // Leaves a store with open windows, and no local databases to load them from.
  void leave_state_in_the_store() {
    trial_.service.start();
    trial_.service.await_metric("millrace_checkpoints_completed_total", 5);
    trial_.service.stop();
    fs::remove_all(trial_.service.spec().state_directory);
  }

  fs::path a_file_of_the_state() {
    const auto files = files_of_recovery(trial_.service.spec());
    const auto found =
        std::ranges::find_if(files, [](const fs::path& file) { return file.string().contains("/deltas/"); });
    if (found == files.end()) throw std::runtime_error("no state in the store: the test shows nothing");
    return *found;
  }

  HttpAnswer probe(const std::string& path) {
    return http_get(trial_.service.port().value_or(0), path).value_or(HttpAnswer{});
  }

  void await_readiness(int status, const std::string& says, const std::function<void()>& meanwhile) {
    eventually("/ready " + std::to_string(status), std::chrono::seconds(60), [&]() -> std::string {
      meanwhile();
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
  const HeldFile held(a_file_of_the_state(), trial_.scratch / "held");
  trial_.service.start();
  await_readiness(503, "restoring", [] {});
  for (int i = 0; i < 20; ++i) {
    const auto ready = probe("/ready");
    EXPECT_EQ(ready.status, 503);
    EXPECT_THAT(ready.body, HasSubstr("restoring"));
    EXPECT_EQ(probe("/live").status, 200);
  }
  EXPECT_EQ(trial_.service.metric("millrace_records_in_total").value_or(0), 0);
  held.put_back();
  await_readiness(200, "", [&] { held.let_go(); });
  EXPECT_EQ(probe("/live").status, 200);
  feed_->end();
  trial_.expect_exact(100);
}

}  // namespace
}  // namespace millrace::trial
