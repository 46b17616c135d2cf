// Hole 10: the same topic name, another topic.
#include <gmock/gmock.h>

#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TopicIdsTest : public PipelineWorld {
 protected:
  void run_for_a_while(RecoveryOrder order = {}) {
    const auto before = instruments->completed.load();
    const auto outcome = run_until([&] { return instruments->completed >= before + 2; }, order);
    ASSERT_FALSE(outcome.error) << outcome.error->message();
  }
  // The group's offsets survive, as they do where a tool restores them.
  void make_again() {
    broker.delete_topic("orders");
    broker.create_topic("orders", 2);
  }
  std::string topic_id() { return broker.cluster("observer")->topic_id("orders", kSlice).value().value(); }
  std::string refused() {
    const auto recovered = recover_now();
    EXPECT_FALSE(recovered) << "not refused";
    if (recovered) return {};
    EXPECT_EQ(recovered.error().stop, StopReason::kRefused);
    return recovered.error().message();
  }
};

TEST_F(TopicIdsTest, ATopicMadeAgainWithTheSameRecordsIsRefused) {
  const auto former = topic_id();
  order(0, "ada", 3, 1000);
  run_for_a_while();
  make_again();
  order(0, "ada", 3, 1000);
  EXPECT_THAT(refused(), AllOf(HasSubstr("topic orders was deleted and made again"), HasSubstr("expected " + former),
                               HasSubstr("found the topic id " + topic_id()), HasSubstr("--accept-offsets")));
}

TEST_F(TopicIdsTest, ATopicMadeAgainIsReadOnceItsOffsetsAreAccepted) {
  order(0, "ada", 3, 1000);
  run_for_a_while();
  make_again();
  order(0, "bob", 3, 1000);
  order(0, "ada", 4, 1000);
  run_for_a_while({.from = std::nullopt, .accept_offsets = true});
  close_windows();
  const auto outcome = run_until([&] { return visible() == 1; });
  EXPECT_FALSE(outcome.error) << outcome.error->message();
  EXPECT_THAT(values(), ElementsAre(R"({"user_id":"ada","window_end":2000,"n":1,"total":4})"))
      << "empty state, read from offset 1";
}

TEST_F(TopicIdsTest, GoingBackIntoTheFormerTopicIsRefused) {
  run_for_a_while();
  make_again();
  const auto recovered = recover_now({.from = CheckpointId{1}, .accept_offsets = false});
  ASSERT_FALSE(recovered);
  EXPECT_THAT(recovered.error().message(), HasSubstr("made again"));
}

TEST_F(TopicIdsTest, ATopicMadeAgainUnderARunningServiceIsRefusedAtTheNextStart) {
  run_for_a_while();
  const auto before = instruments->completed.load();
  std::atomic<bool> made_again{false};
  run_until([&] {
    if (instruments->completed > before && !made_again.exchange(true)) make_again();
    return instruments->completed >= before + 3;
  });
  EXPECT_THAT(refused(), HasSubstr("made again"));
}

TEST_F(TopicIdsTest, WithoutIdsTheServiceGoesOnAndSaysSo) {
  broker.set_topic_id("orders", kNoTopicId);
  order(0, "ada", 3, 1000);
  run_for_a_while();
  EXPECT_THAT(told_once, ElementsAre(HasSubstr("does not tell the id of topic orders")));
  make_again();
  order(0, "eve", 99, 1000);
  EXPECT_THAT(refused(), HasSubstr("the record at offset 0 is not the one consumed there"));
}

TEST_F(TopicIdsTest, WhereTheIdIsDeniedTheServiceGoesOnAndKeepsTheOneItKnows) {
  run_for_a_while();
  broker.fail_next(FakeCall::kTopicId, fake_error(Reaction::kStop, StopReason::kConfiguration));
  run_for_a_while();
  EXPECT_THAT(told_once, ElementsAre(AllOf(HasSubstr("topic orders"), HasSubstr("failure on demand"))));
  make_again();
  EXPECT_THAT(refused(), HasSubstr("topic orders was deleted and made again"));
}

TEST_F(TopicIdsTest, CheckpointsFromBeforeTheIdWasKnownAreResumedAndLearnIt) {
  const auto id = topic_id();
  broker.set_topic_id("orders", kNoTopicId);
  run_for_a_while();
  broker.set_topic_id("orders", id);
  run_for_a_while();
  make_again();
  EXPECT_THAT(refused(), HasSubstr("expected " + id));
}

TEST_F(TopicIdsTest, TheIdIsAskedForUntilThereIsAnAnswer) {
  broker.fail_next(FakeCall::kTopicId, fake_error(Reaction::kRetry), 3);
  const auto recovered = recover_now();
  ASSERT_TRUE(recovered) << recovered.error().message();
  EXPECT_THAT(recovered->manifest.topic_ids, ElementsAre(::testing::Pair("orders", topic_id())));
  EXPECT_THAT(told_once, IsEmpty());
}

}  // namespace
}  // namespace millrace::test
