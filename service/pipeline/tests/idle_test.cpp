// Partitions without records, in a whole pipeline.
#include <gmock/gmock.h>

#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

constexpr int kPartitions = 12;

class Idle : public PipelineWorld {
 protected:
  void SetUp() override {
    auto soon = std::string(kOrdersPipeline);
    soon.replace(soon.find("idle_after: 0s"), 14, "idle_after: 50ms");
    broker.create_topic("orders", kPartitions);
    topics.insert("orders");
    configure(soon);
    broker.on_call([this](FakeCall call) { asked += call == FakeCall::kEnds ? 1 : 0; });
  }
  void TearDown() override {
    broker.on_call({});
    PipelineWorld::TearDown();
  }

  std::atomic<int> asked{0};
};

TEST_F(Idle, PartitionsHoldNoWindowBack) {
  order(0, "ada", 3, 1000);
  order(0, "end", 0, 9'000'000);
  run_until([&] { return visible() == 1; });
  EXPECT_THAT(values(), ::testing::ElementsAre(R"({"user_id":"ada","window_end":2000,"n":1,"total":3})"));
}

TEST_F(Idle, PartitionsAreAskedForTogether) {
  order(0, "ada", 3, 1000);
  order(0, "end", 0, 9'000'000);
  run_until([&] { return visible() == 1; });
  EXPECT_GT(asked, 0);
  EXPECT_LT(asked, kPartitions);
}

TEST_F(Idle, ABrokerThatDoesNotAnswerLeavesThemAsTheyAre) {
  order(0, "ada", 3, 1000);
  order(0, "end", 0, 9'000'000);
  std::atomic<bool> refusing{true};
  broker.on_call([&](FakeCall call) {
    if (call == FakeCall::kEnds && refusing) broker.fail_next(FakeCall::kEnds, fake_error(Reaction::kRetry));
    asked += call == FakeCall::kEnds ? 1 : 0;
  });
  const auto outcome = run_until([&] { return asked >= 3 || visible() > 0; });
  refusing = false;
  EXPECT_FALSE(outcome.error) << outcome.error->message();
  EXPECT_EQ(visible(), 0U);
  run_until([&] { return visible() == 1; });
  EXPECT_EQ(visible(), 1U) << "they are asked for again";
}

}  // namespace
}  // namespace millrace::test
