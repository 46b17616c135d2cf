#include "base/failpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>

#include "base/failpoint_names.h"
#include "base/tests/child_process.h"
#include "base/tests/temp_directory.h"

namespace millrace {
namespace {

// The environment is read once a process, at the first place reached: so every case has its own child.
int status_with(const char* failpoints, FunctionRef<int()> body) {
  return status_of_child([&] {
    if (failpoints == nullptr) {
      unsetenv("MILLRACE_FAILPOINTS");
    } else {
      setenv("MILLRACE_FAILPOINTS", failpoints, 1);
    }
    return body();
  });
}

// Which of eight passages of `name` report an error, one bit each: bit 0 is the first.
int errors_in_eight(const char* failpoints, const char* name) {
  const int status = status_with(failpoints, [&] {
    int errors = 0;
    for (int i = 0; i < 8; ++i) errors |= failpoint_hit(name) ? 1 << i : 0;
    return errors;
  });
  EXPECT_TRUE(WIFEXITED(status));
  return WEXITSTATUS(status);
}

constexpr int kSurvived = 3;

int pass(const char* name, int times) {
  for (int i = 0; i < times; ++i) failpoint_hit(name);
  return kSurvived;
}

MATCHER(Survived, "") { return WIFEXITED(arg) && WEXITSTATUS(arg) == kSurvived; }
MATCHER(Killed, "") { return WIFSIGNALED(arg) && WTERMSIG(arg) == SIGKILL; }
MATCHER(Stopped, "") { return WIFSTOPPED(arg) && WSTOPSIG(arg) == SIGSTOP; }
MATCHER(Refused, "") { return WIFEXITED(arg) && WEXITSTATUS(arg) == 70; }

TEST(Failpoint, DoesNothingUnlessItIsNamed) {
  EXPECT_EQ(errors_in_eight(nullptr, "commit.before"), 0);
  EXPECT_EQ(errors_in_eight("", "commit.before"), 0);
  EXPECT_EQ(errors_in_eight("commit.after=error", "commit.before"), 0);
}

TEST(Failpoint, HoldsTheThreadThatReachesItWhileTheFileIsThere) {
  const TempDirectory folder;
  const auto file = folder / "held";
  const auto armed = "commit.before=hold:" + file.string();
  std::ofstream(file).put(' ');
  const int status = status_with(armed.c_str(), [&] {
    std::atomic<bool> is_past = false;
    std::thread other([&] {
      for (int i = 0; i < 1000 && !is_past; ++i) failpoint_hit("commit.after");
      std::filesystem::remove(file);
    });
    failpoint_hit("commit.before");
    const bool held_until_it_was_gone = !std::filesystem::exists(file);
    is_past = true;
    other.join();
    return held_until_it_was_gone ? kSurvived : 0;
  });
  EXPECT_THAT(status, Survived());
}

TEST(Failpoint, ReportsAnErrorEveryTimeOrAtExactlyTheNthTime) {
  EXPECT_EQ(errors_in_eight("commit.before=error", "commit.before"), 0b1111'1111);
  EXPECT_EQ(errors_in_eight("commit.before=error@1", "commit.before"), 0b0000'0001);
  EXPECT_EQ(errors_in_eight("commit.before=error@3", "commit.before"), 0b0000'0100);
}

TEST(Failpoint, KillsTheProcessAtTheNthTimeAndNotBefore) {
  EXPECT_THAT(status_with("commit.before=kill", [] { return pass("commit.before", 1); }), Killed());
  EXPECT_THAT(status_with("commit.before=kill@3", [] { return pass("commit.before", 2); }), Survived());
  EXPECT_THAT(status_with("commit.before=kill@3", [] { return pass("commit.before", 3); }), Killed());
}

TEST(Failpoint, StopsTheProcessAtTheNthTimeAndNotBefore) {
  EXPECT_THAT(status_with("flush.after=pause", [] { return pass("flush.after", 1); }), Stopped());
  EXPECT_THAT(status_with("flush.after=pause@2", [] { return pass("flush.after", 1); }), Survived());
  EXPECT_THAT(status_with("flush.after=pause@2", [] { return pass("flush.after", 2); }), Stopped());
}

TEST(Failpoint, TakesSeveralPlacesAtOnce) {
  const char* both = "flush.after=error@2,commit.before=kill@3";
  EXPECT_EQ(errors_in_eight(both, "flush.after"), 0b10);
  EXPECT_THAT(status_with(both, [] { return pass("commit.before", 3); }), Killed());
}

TEST(Failpoint, EndsTheProcessWhenItsOrdersAreNotUnderstood) {
  for (const auto* orders :
       {"comit.before=kill", "commit.before", "commit.before=die", "commit.before=kill@", "commit.before=kill@0",
        "commit.before=kill@-1", "commit.before=kill@x", "commit.before=kill@3x", "commit.before=hold:", "=kill",
        "flush.after=error,,commit.before=kill"}) {
    EXPECT_THAT(status_with(orders, [] { return pass("publish.after", 1); }), Refused()) << orders;
  }
}

TEST(Failpoint, EveryListedNameIsUniqueAndTaken) {
  const std::set<std::string_view> names(kFailpointNames.begin(), kFailpointNames.end());
  EXPECT_EQ(names.size(), kFailpointNames.size());
  for (const auto name : names) {
    EXPECT_EQ(errors_in_eight((std::string(name) + "=error@1").c_str(), std::string(name).c_str()), 1) << name;
  }
}

TEST(Failpoint, MacrosAreThereInTestBuildsOnly) {
  const int status = status_with("commit.before=error", [] {
    MILLRACE_FAILPOINT("commit.after");
    return MILLRACE_FAILS("commit.before") ? 1 : 0;
  });
#ifdef MILLRACE_FAILPOINTS
  EXPECT_EQ(WEXITSTATUS(status), 1);
#else
  EXPECT_EQ(WEXITSTATUS(status), 0);
#endif
}

}  // namespace
}  // namespace millrace
