// Which manifest Kafka's answer and the names in the store lead to, or why none.
#include "checkpoint/recovery_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "checkpoint/tests/builders.h"

namespace millrace::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using Committed = std::vector<CommittedPosition>;
using Stored = std::vector<CheckpointName>;

RecoveryPlan planned(const Committed& committed, const Stored& stored, const RecoveryOrder& order = {}) {
  auto plan = plan_recovery(committed, stored, order);
  EXPECT_TRUE(plan) << (plan ? "" : plan.error().error.message());
  return plan ? *plan : RecoveryPlan(FreshStart{CheckpointId{UINT64_MAX}});
}

RefusedRecovery refused(const Committed& committed, const Stored& stored, const RecoveryOrder& order = {}) {
  auto plan = plan_recovery(committed, stored, order);
  EXPECT_FALSE(plan);
  if (plan) return {};
  EXPECT_EQ(plan.error().error.reaction, Reaction::kStop);
  EXPECT_EQ(plan.error().error.stop, StopReason::kRefused);
  EXPECT_FALSE(plan.error().error.object.empty());
  EXPECT_FALSE(plan.error().error.cause.empty());
  EXPECT_NE(plan.error().lacks_ways_back, plan.error().error.remedy.contains("millrace "));
  return plan.error();
}

const RecoveryOrder kAccept{.from = std::nullopt, .accept_offsets = true};
RecoveryOrder from(std::uint64_t id) { return {.from = CheckpointId{id}, .accept_offsets = false}; }

TEST(Recovery, BeginsWithCheckpoint0WhereNothingWasEver) {
  EXPECT_EQ(planned({committed(0, {}), committed(1, {})}, {}), RecoveryPlan(FreshStart{CheckpointId{0}, false}));
}

TEST(Recovery, BeginsAgainWhenTheFirstStartCrashedBeforeItsCommit) {
  EXPECT_EQ(planned({committed(0, {})}, {checkpoint(0, 1), checkpoint(0, 2)}), RecoveryPlan(FreshStart{}));
}

TEST(Recovery, ResumesAtTheManifestThatKafkaNames) {
  const auto decided = checkpoint(41, 7, 3);
  EXPECT_EQ(planned({committed(0, 10, decided), committed(1, 20, decided)},
                    {checkpoint(40), checkpoint(41, 8, 3), decided, checkpoint(42)}),
            RecoveryPlan(Resume{decided}));
}

// Partitions without an offset are new or lost: only the manifest can tell (check_manifest).
TEST(Recovery, LeavesAPartitionWithoutAnOffsetToTheManifest) {
  const auto decided = checkpoint(41);
  EXPECT_EQ(planned({committed(0, 10, decided), committed(1, {})}, {decided}), RecoveryPlan(Resume{decided}));
}

// Hole 8: offsets expire after a week without a commit; the state is still there.
TEST(Recovery, RefusesStateWithoutAnOffset) {
  const auto refusal = refused({committed(0, {}), committed(1, {})}, {checkpoint(40), checkpoint(41), checkpoint(0)});
  EXPECT_EQ(refusal.reason, Refusal::kStateWithoutOffset);
  EXPECT_THAT(refusal.error.message(),
              AllOf(HasSubstr("41, 40, 0"), HasSubstr("no committed offset on any of 2 partitions")));
}

// Holes 8 and 16: state that lived on a disk that is gone; never an empty state at an advanced offset.
TEST(Recovery, RefusesAnOffsetWithoutItsState) {
  for (const Stored& stored : {Stored{}, Stored{checkpoint(40)}, Stored{checkpoint(41, 2)}, Stored{checkpoint(0)}}) {
    const auto refusal = refused({committed(0, 10, checkpoint(41, 1))}, stored);
    EXPECT_EQ(refusal.reason, Refusal::kOffsetWithoutState);
    EXPECT_THAT(refusal.error.message(), AllOf(HasSubstr(manifest_object(checkpoint(41, 1))),
                                               HasSubstr("checkpoint.storage"), HasSubstr("Bring the storage back")));
  }
}

// Hole 6: one transaction commits all partitions, so all must name one checkpoint.
TEST(Recovery, RefusesPartitionsThatNameDifferentCheckpoints) {
  const auto refusal =
      refused({committed(0, 10, checkpoint(41)), committed(1, 20, checkpoint(40))}, {checkpoint(40), checkpoint(41)});
  EXPECT_EQ(refusal.reason, Refusal::kMetadataDiffers);
  EXPECT_THAT(refusal.error.message(),
              AllOf(HasSubstr("2 different checkpoints"), HasSubstr("orders[0]: millrace1.41."),
                    HasSubstr("orders[1]: millrace1.40.")));
}

// Hole 14: two attempts of one id are two checkpoints.
TEST(Recovery, RefusesPartitionsThatNameDifferentAttemptsOfOneId) {
  EXPECT_EQ(refused({committed(0, 10, checkpoint(41, 1)), committed(1, 20, checkpoint(41, 2))},
                    {checkpoint(41, 1), checkpoint(41, 2)})
                .reason,
            Refusal::kMetadataDiffers);
}

// Hole 9: kafka-consumer-groups --reset-offsets writes offsets without metadata.
TEST(Recovery, RefusesOffsetsThatSomethingElseHasMoved) {
  const auto one_moved = refused({committed(0, 10, checkpoint(41)), committed(1, 5, "")}, {checkpoint(41)});
  EXPECT_EQ(one_moved.reason, Refusal::kMetadataUnreadable);
  EXPECT_THAT(one_moved.error.message(),
              AllOf(HasSubstr("orders[1]: offset 5 with no metadata"), Not(HasSubstr("orders[0]"))));
  const auto foreign = refused({committed(0, 5, "flink\n42")}, {});
  EXPECT_EQ(foreign.reason, Refusal::kMetadataUnreadable);
  EXPECT_THAT(foreign.error.message(), HasSubstr("\"flink\\n42\""));
}

TEST(Recovery, ListsAFewPartitionsAndCountsTheRest) {
  Committed all;
  for (int i = 0; i < 100; ++i) all.push_back(committed(i, 5));
  const auto refusal = refused(all, {});
  EXPECT_THAT(refusal.error.message(), HasSubstr("and 96 more"));
  EXPECT_LT(refusal.error.message().size(), 1000U);
}

// ---- --accept-offsets ----

TEST(Recovery, StartsEmptyAtMovedOffsetsWhenTheOperatorAcceptsThem) {
  const Stored stored = {checkpoint(40), checkpoint(41)};
  const RecoveryPlan start = FreshStart{CheckpointId{42}, true};
  EXPECT_EQ(planned({committed(0, 5, "")}, stored, kAccept), start);
  EXPECT_EQ(planned({committed(0, 5, ""), committed(1, 9, checkpoint(41))}, stored, kAccept), start);
  EXPECT_EQ(planned({committed(0, 5, checkpoint(40)), committed(1, 9, checkpoint(41))}, stored, kAccept), start);
  EXPECT_EQ(planned({committed(0, {})}, stored, kAccept), start);
  EXPECT_EQ(planned({committed(0, 5, "")}, {}, kAccept), RecoveryPlan(FreshStart{CheckpointId{0}, true}));
}

TEST(Recovery, NeverUsesAnIdAgainThatKafkaOrTheStoreKnows) {
  EXPECT_EQ(planned({committed(0, 5, checkpoint(70))}, {checkpoint(41)}, kAccept),
            RecoveryPlan(FreshStart{CheckpointId{71}, true}));
  EXPECT_EQ(accepted_start({committed(0, 5, checkpoint(70))}, {checkpoint(90)}), (FreshStart{CheckpointId{91}, true}));
}

// A container that restarts with --accept-offsets on its command line must not lose its state each time.
TEST(Recovery, AcceptsNothingWhereItCanResumeExactly) {
  const auto decided = checkpoint(41);
  EXPECT_EQ(planned({committed(0, 5, decided)}, {decided}, kAccept), RecoveryPlan(Resume{decided}));
  EXPECT_EQ(planned({committed(0, {})}, {}, kAccept), RecoveryPlan(FreshStart{}));
}

// ---- --from ----

TEST(Recovery, GoesBackUnderAnIdAboveAllOthers) {
  const auto current = checkpoint(41);
  EXPECT_EQ(planned({committed(0, 5, current)}, {checkpoint(40), current, checkpoint(42)}, from(40)),
            RecoveryPlan(GoBack{CheckpointId{40}, CheckpointId{43}, current}));
  EXPECT_EQ(planned({committed(0, 5, checkpoint(70))}, {checkpoint(40)}, from(40)),
            RecoveryPlan(GoBack{CheckpointId{40}, CheckpointId{71}, std::nullopt}));
}

TEST(Recovery, GoesBackWhereOffsetsHaveExpiredOrWereMoved) {
  const Stored stored = {checkpoint(40), checkpoint(41)};
  const RecoveryPlan without_kafka = GoBack{CheckpointId{40}, CheckpointId{42}, std::nullopt};
  EXPECT_EQ(planned({committed(0, {})}, stored, from(40)), without_kafka);
  EXPECT_EQ(planned({committed(0, 5, "")}, stored, from(40)), without_kafka);
  EXPECT_EQ(planned({committed(0, 5, checkpoint(40)), committed(1, 5, checkpoint(41))}, stored, from(40)),
            without_kafka);
  EXPECT_EQ(planned({committed(0, 5, ""), committed(1, 5, checkpoint(41))}, stored, from(40)),
            RecoveryPlan(GoBack{CheckpointId{40}, CheckpointId{42}, checkpoint(41)}));
}

TEST(Recovery, RefusesToGoBackToWhatIsNotStored) {
  const auto refusal = refused({committed(0, 5, checkpoint(41))}, {checkpoint(41), checkpoint(40)}, from(7));
  EXPECT_EQ(refusal.reason, Refusal::kUnknownCheckpoint);
  EXPECT_THAT(refusal.error.message(), AllOf(HasSubstr("checkpoint 7"), HasSubstr("41, 40")));
  EXPECT_THAT(refused({}, {}, from(7)).error.message(), HasSubstr("stored are: none"));
}

// ---- whatever the answer ----

CheckpointName any_checkpoint() { return checkpoint(*rc::gen::inRange(0U, 4U), *rc::gen::inRange(0U, 2U)); }

Committed any_answer() {
  Committed answer;
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        answer.push_back(committed(i, {}));
        break;
      case 1:
        answer.push_back(committed(i, 5, *rc::gen::element<std::string>("", "x", "millrace1.")));
        break;
      default:
        answer.push_back(committed(i, 5, any_checkpoint()));
        break;
    }
  }
  return answer;
}

Stored any_store() {
  Stored stored;
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) stored.push_back(any_checkpoint());
  return stored;
}

// Resuming is right only where every partition with an offset names the very manifest, and it is there; an empty
// state only where nothing was ever decided, or by order.
RC_GTEST_PROP(Recovery, ResumesOnlyWhatAllPartitionsNameAndForgetsNothingUnasked, ()) {
  const auto answer = any_answer();
  const auto stored = any_store();
  const auto plan = plan_recovery(answer, stored, {});
  if (!plan) {
    RC_ASSERT(plan.error().error.stop == StopReason::kRefused);
    return;
  }
  if (const auto* resume = std::get_if<Resume>(&*plan)) {
    RC_ASSERT(std::ranges::find(stored, resume->name) != stored.end());
    for (const auto& p : answer) RC_ASSERT(!p.offset || p.metadata == to_string(resume->name));
    return;
  }
  RC_ASSERT(std::holds_alternative<FreshStart>(*plan));
  for (const auto& p : answer) RC_ASSERT(!p.offset);
  for (const auto& name : stored) RC_ASSERT(name.id == CheckpointId{0});
}

RC_GTEST_PROP(Recovery, AlwaysFindsAWayOutWhenTheOperatorAccepts, ()) {
  const auto answer = any_answer();
  const auto stored = any_store();
  const auto plan = plan_recovery(answer, stored, kAccept);
  RC_ASSERT(plan.has_value());
  const auto exact = plan_recovery(answer, stored, {});
  if (exact) RC_ASSERT(*plan == *exact);
  if (const auto* start = std::get_if<FreshStart>(&*plan); start && start->accept_offsets) {
    for (const auto& name : stored) RC_ASSERT(name.id < start->id);
  }
}

}  // namespace
}  // namespace millrace::test
