#include "checkpoint/alignment.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>

namespace millrace {
namespace {

constexpr CheckpointId kFirst{1};

TEST(Alignment, HoldsAnInputFromItsBarrierToTheRelease) {
  Alignment alignment(2);
  EXPECT_FALSE(alignment.is_held(0));
  EXPECT_FALSE(alignment.arrived(0, kFirst));
  EXPECT_TRUE(alignment.is_held(0));
  EXPECT_FALSE(alignment.is_held(1));
  EXPECT_EQ(alignment.aligning(), kFirst);
  EXPECT_TRUE(alignment.arrived(1, kFirst));
  EXPECT_TRUE(alignment.is_held(1));
  alignment.release();
  EXPECT_FALSE(alignment.is_held(0));
  EXPECT_FALSE(alignment.is_held(1));
  EXPECT_EQ(alignment.aligning(), std::nullopt);
}

TEST(Alignment, OfASingleInputIsCompleteAtOnce) {
  Alignment alignment(1);
  EXPECT_TRUE(alignment.arrived(0, kFirst));
}

TEST(Alignment, TakesAnotherIdThanTheOneBeingAlignedForABug) {
  Alignment alignment(2);
  alignment.arrived(0, kFirst);
  EXPECT_THROW(alignment.arrived(1, CheckpointId{2}), std::logic_error);
  EXPECT_FALSE(alignment.is_held(1));
  EXPECT_TRUE(alignment.arrived(1, kFirst));
}

TEST(Alignment, TakesASecondBarrierOnAHeldInputForABug) {
  Alignment alignment(2);
  alignment.arrived(0, kFirst);
  EXPECT_THROW(alignment.arrived(0, kFirst), std::logic_error);
}

TEST(Alignment, TakesAReleaseBeforeTheLastBarrierForABug) {
  Alignment alignment(2);
  alignment.arrived(0, kFirst);
  EXPECT_THROW(alignment.release(), std::logic_error);
}

TEST(Alignment, KnowsItsInputs) {
  EXPECT_THROW(Alignment(0), std::logic_error);
  EXPECT_THROW(Alignment(2).arrived(2, kFirst), std::logic_error);
}

// Records of several inputs arrive interleaved in any way; each input carries barrier n after its records of epoch n.
// What the shard takes between two completions must be exactly the records of one epoch, of every input.
RC_GTEST_PROP(Alignment, SeparatesEpochsWhateverTheInterleaving, ()) {
  const auto inputs = *rc::gen::inRange<std::size_t>(1, 5);
  constexpr std::uint64_t kEpochs = 4;
  struct Input {
    std::vector<int> records;  // left, by epoch
    std::size_t epoch = 0;
  };
  std::vector<Input> queues(inputs);
  for (auto& q : queues) q.records = *rc::gen::container<std::vector<int>>(kEpochs, rc::gen::inRange(0, 4));
  Alignment alignment(inputs);
  std::uint64_t epoch = 0;
  while (epoch < kEpochs) {
    std::vector<std::size_t> readable;
    for (std::size_t i = 0; i < inputs; ++i) {
      if (!alignment.is_held(i)) readable.push_back(i);
    }
    RC_ASSERT(!readable.empty());
    const auto i = *rc::gen::elementOf(readable);
    auto& queue = queues[i];
    RC_ASSERT(queue.epoch == epoch);  // nothing of a later epoch is ever readable before this one is complete
    if (queue.records[epoch] > 0) {
      --queue.records[epoch];
      continue;
    }
    ++queue.epoch;
    if (!alignment.arrived(i, CheckpointId{epoch})) continue;
    for (const auto& q : queues) RC_ASSERT(q.records[epoch] == 0);  // none of this one is left behind
    alignment.release();
    ++epoch;
  }
}

}  // namespace
}  // namespace millrace
