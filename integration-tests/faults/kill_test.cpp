// SIGKILL at every step of a checkpoint, of consolidation and of recovery, and at random moments.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "base/failpoint_names.h"
#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/orders_trial.h"

namespace millrace::trial {
namespace {

bool is_in_recovery(const std::string& name) { return name.starts_with("recovery."); }

// Which time a place is reached is the time to die: early enough to be soon, late enough that there is state and
// output.
std::string armed(const std::string& name) {
  const bool rare = is_in_recovery(name) || name.starts_with("base.") || name.starts_with("checkpoint0.");
  return name + (rare ? "=kill@1" : "=kill@5");
}

class KillAt : public testing::TestWithParam<std::string_view> {};

TEST_P(KillAt, LeavesTheOutputExact) {
  const std::string name(GetParam());
  OrdersTrial trial;
  if (name.starts_with("base.") || name.starts_with("ingest.") || name.starts_with("consolidate.")) {
    trial.service.spec().interval = "10ms";  // a base is due after hundreds of checkpoints
  }
  const auto feed = trial.feed_in_background();
  if (is_in_recovery(name)) {
    trial.service.start();
    trial.service.await_metric("millrace_checkpoints_completed_total", 10);
    trial.service.kill();
  }
  trial.service.start({.failpoints = armed(name)});
  trial.service.await_failpoint(name);
  trial.service.start();
  trial.service.await_metric("millrace_checkpoints_completed_total", 10);
  feed->end();
  trial.expect_exact(300);
}

INSTANTIATE_TEST_SUITE_P(Every, KillAt, testing::ValuesIn(kFailpointNames), [](const auto& place) {
  std::string name(place.param);
  std::ranges::replace(name, '.', '_');
  return name;
});

// Between commit's call and a millisecond later, its outcome open.
void kill_within_a_millisecond_of_commit(Millrace& service, std::mt19937& random) {
  service.start({.failpoints = "commit.before=pause@" + std::to_string(random() % 6 + 1)});
  eventually("the pause before commit", std::chrono::seconds(60), [&]() -> std::string {
    if (const auto exit = service.process().ended()) throw std::runtime_error(to_string(*exit) + service.log());
    return service.process().stopped() ? "" : "it runs";
  });
  const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(random() % 1000);
  service.process().send(SIGCONT);
  while (std::chrono::steady_clock::now() < end) {
  }
  service.kill();
}

void kill_after_a_while(Millrace& service, std::mt19937& random) {
  service.start();
  std::this_thread::sleep_for(std::chrono::milliseconds(random() % 1200));  // the moment is the test's input
  service.kill();
}

TEST(TwoHundredKills, InOneRunLeaveTheOutputExact) {
  std::mt19937 random(20240101);
  OrdersTrial trial;
  const auto feed = trial.feed_in_background(2000);
  for (int kills = 0; kills < 200; ++kills) {
    if (kills % 4 == 0) {
      kill_within_a_millisecond_of_commit(trial.service, random);
    } else {
      kill_after_a_while(trial.service, random);
    }
  }
  trial.service.start();
  feed->end();
  trial.expect_exact(5000);
}

}  // namespace
}  // namespace millrace::trial
