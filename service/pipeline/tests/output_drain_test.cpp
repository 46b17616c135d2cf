#include "service/pipeline/output_drain.h"

#include <gmock/gmock.h>

#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Two shards before a sink that may be full.
class OutputDrainTest : public PipelineWorld {
 protected:
  void SetUp() override {
    PipelineWorld::SetUp();
    pipeline = define_pipeline(config, {{"totals", QueryId{0}}});
    run.emplace(*pipeline, clock, RunNumber{1}, *counters, *board);
    for (int shard = 0; shard < 2; ++shard) {
      run->shard_bells.push_back(std::make_unique<Bell>());
      run->outputs.push_back(std::make_unique<OutputChannel>(16, *run->decider_bell, *run->shard_bells.back()));
    }
    drain = std::make_unique<OutputDrain>(*run, transaction, *instruments);
    ASSERT_TRUE(transaction.ready([](const Error&) { return true; }));
    broker.on_call([this](FakeCall call) { produced += call == FakeCall::kProduce ? 1 : 0; });
  }
  void TearDown() override {
    broker.on_call({});
    PipelineWorld::TearDown();
  }

  void send(std::size_t shard, const std::string& value, bool with_ack = false) {
    OutputMessage message;
    if (!value.empty()) {
      message.rows = std::make_unique<RowBatch>();
      message.rows->bytes = value;
      message.rows->rows.push_back({0, false, 0, static_cast<std::uint32_t>(value.size()), 0, 0});
    }
    if (with_ack) message.ack.emplace();
    run->outputs[shard]->send_at_once(std::move(message));
  }
  Result<bool> round() {
    return drain->round([this](std::size_t shard, const ShardAck&) { acknowledged.push_back(shard); },
                        [] { return false; });
  }
  // What the sink has taken, in order.
  std::vector<std::string> committed_in_order() {
    EXPECT_TRUE(transaction.prepare({}, [](const Error&) { return true; }));
    EXPECT_TRUE(transaction.decide([](const Error&) { return true; }));
    std::vector<std::string> all;
    for (const auto& row : broker.committed_rows("totals")) all.push_back(*row.value);
    return all;
  }

  std::optional<PipelineDefinition> pipeline;
  std::optional<RunContext> run;
  std::unique_ptr<OutputDrain> drain;
  std::vector<std::size_t> acknowledged;
  std::atomic<int> produced{0};
};

TEST_F(OutputDrainTest, TakesFromEveryShardInOneRound) {
  send(0, "a");
  send(1, "b");
  EXPECT_TRUE(round().value());
  EXPECT_FALSE(round().value()) << "nothing is left";
  EXPECT_THAT(committed_in_order(), ElementsAre("a", "b"));
}

// Each attempt at a full sink waits: one for each shard would keep the decider from hearing anything else.
TEST_F(OutputDrainTest, AFullSinkEndsTheRoundAtItsFirstRefusal) {
  broker.fail_next(FakeCall::kProduce, fake_error(Reaction::kRetry), 1);
  send(0, "a");
  send(1, "b");
  EXPECT_TRUE(round());
  EXPECT_EQ(produced, 1);
  EXPECT_TRUE(round());
  EXPECT_THAT(committed_in_order(), ElementsAre("a", "b")) << "nothing is lost or overtakes";
}

TEST_F(OutputDrainTest, TheRefusedBatchIsTheFirstOfTheNextRound) {
  send(0, "a");
  EXPECT_TRUE(round());
  broker.fail_next(FakeCall::kProduce, fake_error(Reaction::kRetry), 1);
  send(1, "b");
  EXPECT_TRUE(round());
  send(0, "c");
  EXPECT_TRUE(round());
  EXPECT_THAT(committed_in_order(), ElementsAre("a", "b", "c"));
}

TEST_F(OutputDrainTest, LeavesWhatFollowsAnAcknowledgementToTheNextEpoch) {
  send(0, "", true);
  send(0, "later");
  EXPECT_TRUE(round());
  EXPECT_TRUE(round());
  EXPECT_THAT(acknowledged, ElementsAre(0U));
  EXPECT_THAT(committed_in_order(), IsEmpty());
  drain->begin_epoch();
  EXPECT_TRUE(round());
  EXPECT_THAT(committed_in_order(), ElementsAre("later"));
}

TEST_F(OutputDrainTest, AnErrorIsTheSinks) {
  broker.fail_next(FakeCall::kProduce, fake_error(Reaction::kAbort), 1);
  send(0, "a");
  const auto failed = round();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().reaction, Reaction::kAbort);
}

}  // namespace
}  // namespace millrace::test
