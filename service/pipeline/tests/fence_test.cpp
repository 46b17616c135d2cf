// Fenced after its transaction outlived its timeout: by another instance, or only by the broker?
#include "service/pipeline/fence.h"

#include <gmock/gmock.h>

#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using ::testing::HasSubstr;

class Fence : public PipelineWorld {
 protected:
  // One run that is frozen with its transaction open until the broker has given it up. `meanwhile`: what else happens.
  Outcome run_past_its_timeout(const std::function<void()>& meanwhile = [] {}) {
    EXPECT_TRUE(recover_now());
    std::atomic<bool> frozen{false};
    broker.on_call([&](FakeCall call) {
      if (call != FakeCall::kFlush || instruments->completed < 1 || frozen.exchange(true)) return;
      clock.leap(config.transaction_timeout() + Millis{1000});
      broker.fence("world");
      meanwhile();
    });
    auto outcome = run_until([] { return false; });
    broker.on_call({});
    return outcome;
  }

  void another_commits() {
    const CheckpointName name{CheckpointId{1000}, Incarnation{99}, 1, 2};
    for (int partition = 0; partition < 2; ++partition)
      broker.set_committed("world", {"orders", PartitionId{partition}}, Offset{0}, to_string(name));
  }
};

TEST_F(Fence, OfTheBrokerAloneCostsAReplay) {
  order(0, "ada", 3, 1000);
  order(0, "ada", 4, 1999);
  close_windows();
  const auto outcome = run_past_its_timeout();
  EXPECT_EQ(outcome.next, Outcome::Next::kRecoverWithNewHandles);
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->stop, StopReason::kNone);
  EXPECT_THAT(outcome.error->cause, HasSubstr("no other instance"));
  run_until([&] { return visible() == 1; });
  EXPECT_THAT(values(), ::testing::ElementsAre(R"({"user_id":"ada","window_end":2000,"n":2,"total":7})"));
}

TEST_F(Fence, OfAnInstanceThatHasCommittedEndsThisOne) {
  const auto outcome = run_past_its_timeout([this] { another_commits(); });
  EXPECT_EQ(outcome.next, Outcome::Next::kStop);
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->stop, StopReason::kFenced);
}

TEST_F(Fence, IsWaitedForUntilTheOffsetsAreStable) {
  const TopicPartition partition{"orders", PartitionId{0}};
  std::atomic<int> asked{0};
  const auto outcome = run_past_its_timeout([&] {
    another_commits();
    broker.set_unstable("world", partition, true);
    broker.on_call([&](FakeCall call) {
      if (call == FakeCall::kCommitted && ++asked == 3) broker.set_unstable("world", partition, false);
    });
  });
  EXPECT_GE(asked, 3);
  EXPECT_EQ(outcome.next, Outcome::Next::kStop);
}

TEST_F(Fence, WithinTheTimeoutIsNotDoubted) {
  ASSERT_TRUE(recover_now());
  const auto outcome = run_until_fenced();
  EXPECT_EQ(outcome.next, Outcome::Next::kStop);
  EXPECT_TRUE(outcome.own_checkpoints.empty());
}

TEST_F(Fence, StaysWhenNobodyWaitsForTheAnswer) {
  cluster = broker.cluster(config.name);
  broker.fail_next(FakeCall::kCommitted, fake_error(Reaction::kRetry), 10);
  Outcome fenced{Outcome::Next::kStop, fake_error(Reaction::kStop, StopReason::kFenced)};
  fenced.own_checkpoints.push_back({CheckpointId{1}, Incarnation{1}, 1, 1});
  const auto judged = judge_fence(fenced, *cluster, {{"orders", PartitionId{0}}}, [](const Error&) { return false; });
  EXPECT_EQ(judged.next, Outcome::Next::kStop);
  EXPECT_EQ(judged.error->stop, StopReason::kFenced);
}

}  // namespace
}  // namespace millrace::test
