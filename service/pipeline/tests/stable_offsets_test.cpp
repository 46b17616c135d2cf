// Hole 2: right after init, or under somebody else's transaction, the committed offsets cannot be told for a while.
#include <gmock/gmock.h>

#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

class StableOffsets : public PipelineWorld {
 protected:
  void SetUp() override {
    PipelineWorld::SetUp();
    order(0, "ada", 3, 1000);
    run_until([&] { return instruments->completed >= 2; });
    broker.set_unstable("world", partition_, true);
  }
  // Calls back when the offsets have been asked for so many times.
  void when_asked(int times, std::function<void()> then) {
    stop = false;
    broker.on_call([this, times, then = std::move(then)](FakeCall call) {
      if (call == FakeCall::kCommitted && ++asked_ == times) then();
    });
  }

  const TopicPartition partition_{"orders", PartitionId{0}};
  int asked_ = 0;
};

TEST_F(StableOffsets, AreWaitedFor) {
  when_asked(4, [this] { broker.set_unstable("world", partition_, false); });
  const auto recovered = recover_now();
  ASSERT_TRUE(recovered) << recovered.error().message();
  EXPECT_EQ(asked_, 4);
  EXPECT_EQ(recovered->manifest.positions[0].next, Offset{1});
}

TEST_F(StableOffsets, AreNotReplacedByAnythingWhenNobodyWaitsAnyMore) {
  when_asked(3, [this] { stop = true; });
  const auto recovered = recover_now();
  ASSERT_FALSE(recovered) << "started without knowing where";
  EXPECT_EQ(recovered.error().reaction, Reaction::kRetry);
  EXPECT_EQ(asked_, 3);
}

}  // namespace
}  // namespace millrace::test
