#include "service/restart_policy.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

using namespace std::chrono_literals;

RestartConfig exponential() { return {RestartConfig::Strategy::kExponential, 1s, 60s}; }

TEST(RestartPolicy, DoublesUpToTheMaximum) {
  RestartPolicy policy(exponential());
  for (const auto expected : {1000ms, 2000ms, 4000ms, 8000ms, 16000ms, 32000ms, 60000ms, 60000ms})
    EXPECT_EQ(policy.after_failure(false, 0), expected);
}

TEST(RestartPolicy, BeginsAnewAfterProgress) {
  RestartPolicy policy(exponential());
  policy.after_failure(false, 0);
  policy.after_failure(false, 0);
  EXPECT_EQ(policy.after_failure(true, 0), 1000ms);
}

TEST(RestartPolicy, AddsAQuarterOfJitterAtMost) {
  RestartPolicy policy(exponential());
  EXPECT_EQ(policy.after_failure(false, 0.5), 1125ms);
}

TEST(RestartPolicy, FixedWaitsTheSameEachTime) {
  RestartPolicy policy({RestartConfig::Strategy::kFixed, 3s, 60s});
  EXPECT_EQ(policy.after_failure(false, 0), 3000ms);
  EXPECT_EQ(policy.after_failure(false, 0), 3000ms);
}

TEST(RestartPolicy, NoneGivesUpAtOnce) {
  RestartPolicy policy({RestartConfig::Strategy::kNone, 1s, 60s});
  EXPECT_FALSE(policy.after_failure(true, 0));
}

TEST(RestartPolicy, ManyFailuresDoNotOverflow) {
  RestartPolicy policy(exponential());
  for (int i = 0; i < 200; ++i) EXPECT_LE(policy.after_failure(false, 0.999), 75s);
}

}  // namespace
}  // namespace millrace
