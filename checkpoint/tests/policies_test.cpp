// When a checkpoint, a consolidation and a base are due.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "checkpoint/chain_policy.h"
#include "checkpoint/checkpoint_trigger.h"

namespace millrace {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kMiB = 1U << 20U;
constexpr MonotonicTime kNow{100s};

TEST(CheckpointTrigger, IsDueFromTheIntervalsEndOn) {
  const CheckpointTrigger trigger{1s, kNow, false, false};
  EXPECT_EQ(trigger.due(kNow - 1ns), std::nullopt);
  EXPECT_EQ(trigger.due(kNow), "interval");
  EXPECT_EQ(trigger.due(kNow + 1h), "interval");
  EXPECT_EQ(trigger.after_barrier(kNow), kNow + 1s);
}

TEST(CheckpointTrigger, IsNeverDueWhileOneIsInFlight) {
  EXPECT_EQ((CheckpointTrigger{1s, kNow, true, false}.due(kNow + 1h)), std::nullopt);
  EXPECT_EQ((CheckpointTrigger{1s, kNow, true, true}.due(kNow + 1h)), std::nullopt);
}

TEST(CheckpointTrigger, DoesNotWaitForTheIntervalWhenSomebodyAsks) {
  EXPECT_EQ((CheckpointTrigger{1s, kNow, false, false, true}.due(kNow - 1s)), "request");
  EXPECT_EQ((CheckpointTrigger{1s, kNow, true, false, true}.due(kNow - 1s)), std::nullopt) << "one is in flight";
  EXPECT_EQ((CheckpointTrigger{1s, kNow, false, true, true}.due(kNow - 1s)), "stop") << "that one holds everything too";
}

TEST(CheckpointTrigger, DoesNotWaitForTheIntervalToStop) {
  EXPECT_EQ((CheckpointTrigger{1s, kNow, false, true}.due(kNow - 1s)), "stop");
}

TEST(ChainPolicy, WantsNothingOfAShardThatHasNothing) {
  EXPECT_FALSE(chain_due({}).consolidate);
  EXPECT_FALSE(chain_due({}).base);
}

TEST(ChainPolicy, ConsolidatesEveryEightDeltasOr64MiB) {
  EXPECT_FALSE(chain_due({.pending_deltas = 7, .pending_bytes = 64 * kMiB - 1}).consolidate);
  EXPECT_TRUE(chain_due({.pending_deltas = 8, .pending_bytes = 1}).consolidate);
  EXPECT_TRUE(chain_due({.pending_deltas = 1, .pending_bytes = 64 * kMiB}).consolidate);
}

TEST(ChainPolicy, WantsABaseWhenTheChainOutweighsIt) {
  const std::uint64_t base = 500 * kMiB;
  EXPECT_FALSE(chain_due({.chain_deltas = 9, .chain_bytes = base, .base_bytes = base}).base);
  EXPECT_TRUE(chain_due({.chain_deltas = 9, .chain_bytes = base + 1, .base_bytes = base}).base);
}

TEST(ChainPolicy, LetsASmallChainBeHoweverSmallTheBase) {
  EXPECT_FALSE(chain_due({.chain_deltas = 255, .chain_bytes = 64 * kMiB, .base_bytes = 0}).base);
  EXPECT_TRUE(chain_due({.chain_deltas = 1, .chain_bytes = 64 * kMiB + 1, .base_bytes = 0}).base);
}

TEST(ChainPolicy, WantsABaseAfter256DeltasHoweverSmall) {
  EXPECT_TRUE(chain_due({.chain_deltas = 256, .chain_bytes = 256, .base_bytes = 500 * kMiB}).base);
}

TEST(ChainPolicy, ConsolidatesWhatIsPendingBeforeABase) {
  EXPECT_TRUE(chain_due({.pending_deltas = 1, .pending_bytes = 1, .chain_deltas = 256}).consolidate);
  EXPECT_FALSE(chain_due({.pending_deltas = 0, .pending_bytes = 0, .chain_deltas = 256}).consolidate);
}

// A base of all state is written whenever it is due: what is written altogether stays in proportion to the deltas, and
// so does what a recovery reads to the state.
RC_GTEST_PROP(ChainPolicy, KeepsWritingAndReplayInProportion, ()) {
  ChainLoad load;
  std::uint64_t state = 0;
  std::uint64_t deltas_written = 0;
  std::uint64_t bases_written = 0;
  const ChainLimits limits{.pending_deltas = 8, .pending_bytes = 1000, .chain_deltas = 256, .chain_bytes = 1000};
  for (int epoch = *rc::gen::inRange(1, 200); epoch > 0; --epoch) {
    const auto bytes = *rc::gen::inRange<std::uint64_t>(1, 3000);
    state = std::min<std::uint64_t>(state + bytes, 20000);  // the rest are updates of what is there
    deltas_written += bytes;
    ++load.chain_deltas;
    load.chain_bytes += bytes;
    if (chain_due(load, limits).base) {
      bases_written += state;
      load = {.base_bytes = state};
    }
    RC_ASSERT(load.chain_bytes <= std::max(load.base_bytes, limits.chain_bytes));
    RC_ASSERT(load.chain_deltas < limits.chain_deltas);
  }
  RC_ASSERT(bases_written <= 2 * deltas_written);
}

}  // namespace
}  // namespace millrace
