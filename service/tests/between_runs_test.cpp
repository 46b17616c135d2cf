#include "service/between_runs.h"

#include <gtest/gtest.h>

#include "checkpoint/tests/memory_store.h"
#include "service/pipeline/tests/noted_instruments.h"

namespace millrace {
namespace {

using namespace std::chrono_literals;
using test::MemoryStore;
using test::NotedInstruments;
using test::StoreOperation;
using Next = BetweenRuns::Next;

// Time that passes by being looked at: no test waits for real seconds.
class HastyClock final : public Clock {
 public:
  MonotonicTime now() const override { return now_ += 200ms; }
  WallTime wall() const override { return {}; }

 private:
  mutable MonotonicTime now_{1s};
};

class BetweenRunsTest : public ::testing::Test {
 protected:
  BetweenRuns with(RestartConfig::Strategy strategy) { return {{strategy, 1s, 60s}, clock, stop, instruments}; }

  HastyClock clock;
  std::atomic<bool> stop{false};
  NotedInstruments instruments;
};

TEST_F(BetweenRunsTest, WaitsAndThenRecovers) {
  const auto begin = clock.now();
  EXPECT_EQ(with(RestartConfig::Strategy::kFixed).wait(false), Next::kRecover);
  EXPECT_GE(clock.now() - begin, 1s);
}

TEST_F(BetweenRunsTest, GivesUpWhenTheStrategyAllowsNoMore) {
  EXPECT_EQ(with(RestartConfig::Strategy::kNone).wait(true), Next::kGiveUp);
}

TEST_F(BetweenRunsTest, IsCutShortBySomebodyWhoAsksToStop) {
  stop = true;
  const auto begin = clock.now();
  EXPECT_EQ(with(RestartConfig::Strategy::kFixed).wait(false), Next::kStop);
  EXPECT_LT(clock.now() - begin, 1s);
}

TEST_F(BetweenRunsTest, IsAliveToTheProbesMeanwhile) {
  with(RestartConfig::Strategy::kFixed).wait(false);
  EXPECT_GT(instruments.heartbeats, 0);
}

TEST_F(BetweenRunsTest, ProbesAStoreUntilItCanBeWritten) {
  MemoryStore store;
  store.fail(StoreOperation::kProbe, 3);
  with(RestartConfig::Strategy::kFixed).wait_for(store);
  EXPECT_EQ(instruments.read(instruments.storage), (std::vector<std::string>{"probe", "probe", "probe"}));
}

TEST_F(BetweenRunsTest, LeavesAStoreThatStaysFullWhenSomebodyAsksToStop) {
  MemoryStore store;
  store.fail(StoreOperation::kProbe, 1000);
  stop = true;
  with(RestartConfig::Strategy::kFixed).wait_for(store);
  EXPECT_EQ(instruments.read(instruments.storage).size(), 1U);
}

}  // namespace
}  // namespace millrace
