// What goes wrong in a checkpoint, and how each failure ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checkpoint/tests/coordinator_driver.h"

namespace millrace::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace std::chrono_literals;

// ---- a write fails ----

TEST(CoordinatorFailure, TriesAFailedDeltaAgainAfterTheDelay) {
  CoordinatorDriver c;
  c.state.last.shards[0].chain = {delta("a", "", 0)};
  c.to_prepare();
  c.frozen(0, true);
  c.frozen(1);
  EXPECT_THAT(c.prepare_failed(0), ElementsAre("failed 1 prepare_retry"));
  EXPECT_EQ(c.last_ordered<CheckpointFailed>().error.cause, "No space left on device");
  EXPECT_EQ(wake_at(c.state), c.now + 500ms);
  EXPECT_THAT(c.tick(499ms), IsEmpty());
  EXPECT_THAT(c.tick(1ms), ElementsAre("delta 1 shard 0 after 'a' attempt 2"));
  EXPECT_THAT(c.tick(), IsEmpty());
  c.prepare_failed(0);
  EXPECT_THAT(c.tick(500ms), ElementsAre("delta 1 shard 0 after 'a' attempt 3"));
  EXPECT_THAT(c.written(0, "b", "a"), ElementsAre("manifest 1 attempt 1"));
}

TEST(CoordinatorFailure, TriesAFailedManifestAgainUnderAnotherNameWithTheSameContent) {
  CoordinatorDriver c;
  c.to_manifest();
  const Manifest first = c.last_ordered<WriteManifest>().manifest;
  EXPECT_THAT(c.prepare_failed(), ElementsAre("failed 1 prepare_retry"));
  c.feed(BaseWritten{ShardId{0}, base("")});
  EXPECT_THAT(c.tick(500ms), ElementsAre("manifest 1 attempt 2"));
  Manifest second = c.last_ordered<WriteManifest>().manifest;
  EXPECT_NE(name(first), name(second));
  EXPECT_GT(second.created_ms, first.created_ms);
  second.created_ms = first.created_ms;
  EXPECT_EQ(first, second);
  EXPECT_THAT(c.manifest_written(), ElementsAre("commit 1"));
}

TEST(CoordinatorFailure, TriesEachShardAgainByItself) {
  CoordinatorDriver c;
  c.to_prepare();
  c.frozen(0, true);
  c.frozen(1, true);
  c.prepare_failed(0);
  c.now += 200ms;
  c.prepare_failed(1);
  EXPECT_THAT(c.tick(300ms), ElementsAre("delta 1 shard 0 after '' attempt 2"));
  EXPECT_THAT(c.tick(200ms), ElementsAre("delta 1 shard 1 after '' attempt 2"));
}

TEST(CoordinatorFailure, CountsARepeatedFailureOnce) {
  CoordinatorDriver c;
  c.to_prepare();
  c.frozen(0, true);
  EXPECT_THAT(c.prepare_failed(0), ElementsAre("failed 1 prepare_retry"));
  EXPECT_THAT(c.prepare_failed(0), IsEmpty());
  EXPECT_THAT(c.tick(500ms), ElementsAre("delta 1 shard 0 after '' attempt 2"));
  c.written(0, "a", "");
  EXPECT_THAT(c.prepare_failed(0), IsEmpty());
  EXPECT_THAT(c.prepare_failed(1), IsEmpty());
  EXPECT_THAT(c.prepare_failed(), IsEmpty());
}

TEST(CoordinatorFailure, ForgetsTheRetryOfADeltaThatArrivedAfterAll) {
  CoordinatorDriver c;
  c.to_prepare();
  c.frozen(0, true);
  c.frozen(1, true);
  c.prepare_failed(0);
  c.written(0, "a", "");
  EXPECT_THAT(c.tick(500ms), IsEmpty());
}

TEST(CoordinatorFailure, AbortsAndProbesTheStoreWhenNoTimeIsLeftForAnotherAttempt) {
  CoordinatorDriver c;
  c.to_prepare();
  c.frozen(0, true);
  c.now += 29500ms;
  EXPECT_THAT(c.prepare_failed(0), ElementsAre("failed 1 prepare", "abort, probe"));
  EXPECT_EQ(c.last_ordered<AbortAndRecover>().error.cause, "No space left on device");
  EXPECT_TRUE(c.state.ended);
}

// ---- time runs out ----

TEST(CoordinatorFailure, TimesOutAndNamesTheSourcesAndShardsThatHeldItUp) {
  CoordinatorDriver c(4, 3);
  c.to_barrier();
  c.passed(1);
  c.frozen(0);
  c.frozen(2, true);
  EXPECT_THAT(c.tick(29999ms), IsEmpty());
  EXPECT_THAT(c.tick(1ms), ElementsAre("failed 1 timeout", "abort, probe"));
  const auto& error = c.last_ordered<AbortAndRecover>().error;
  EXPECT_EQ(error.reaction, Reaction::kAbort);
  EXPECT_THAT(
      error.message(),
      AllOf(HasSubstr("checkpoint 1"), HasSubstr("30000 ms"),
            HasSubstr("source threads 0, 2 have not passed the barrier"), HasSubstr("shards 1, 3 have not frozen"),
            HasSubstr("the delta of shard 2 is not written"), HasSubstr("checkpoint.timeout")));
}

TEST(CoordinatorFailure, NeedsNoProbeWhenTheStoreDidNotHoldItUp) {
  CoordinatorDriver c;
  c.to_prepare();
  c.frozen(0);
  EXPECT_THAT(c.tick(30s), ElementsAre("failed 1 timeout", "abort"));
  EXPECT_THAT(c.last_ordered<AbortAndRecover>().error.message(),
              AllOf(HasSubstr("shard 1 has not frozen"), Not(HasSubstr("source"))));
}

TEST(CoordinatorFailure, TimesOutWhileTheManifestIsWrittenAndTellsTheLastFailure) {
  CoordinatorDriver c;
  c.to_manifest();
  c.prepare_failed();
  c.tick(500ms);
  EXPECT_THAT(c.tick(30s), ElementsAre("failed 1 timeout", "abort, probe"));
  EXPECT_THAT(c.last_ordered<AbortAndRecover>().error.message(),
              AllOf(HasSubstr("the manifest is not written"), HasSubstr("No space left on device")));
}

TEST(CoordinatorFailure, TimesOutEvenWhenTheAnswerComesBeforeTheTick) {
  CoordinatorDriver c;
  c.to_manifest();
  c.now += 30s;
  EXPECT_THAT(c.manifest_written(), ElementsAre("failed 1 timeout", "abort, probe"));
}

// Hole 1: whether a slow commit has happened only the transaction can say.
TEST(CoordinatorFailure, DoesNotTimeOutOnceTheDecisionWasOrdered) {
  CoordinatorDriver c;
  c.to_decide();
  EXPECT_EQ(wake_at(c.state), MonotonicTime::max());
  EXPECT_THAT(c.tick(1000s), IsEmpty());
  EXPECT_THAT(c.decided(), ElementsAre("publish 1"));
}

// ---- the transaction fails ----

struct TransactionCase {
  Reaction reaction;
  StopReason stop;
  const char* reason;
  const char* action;
};

// Hole 1: only an abortable failure may be aborted; with any other the outcome may be unknown.
TEST(CoordinatorFailure, EndsAsTheTransactionsReactionSays) {
  const TransactionCase cases[] = {
      {Reaction::kAbort, StopReason::kNone, "transaction", "abort"},
      {Reaction::kFatal, StopReason::kNone, "transaction", "new handles"},
      {Reaction::kRetry, StopReason::kNone, "transaction", "new handles"},
      {Reaction::kStop, StopReason::kFenced, "fenced", "stop with error"},
      {Reaction::kStop, StopReason::kConfiguration, "transaction", "stop with error"},
  };
  for (const auto& t : cases) {
    CoordinatorDriver c;
    c.to_decide();
    EXPECT_THAT(c.feed(TransactionFailed{CheckpointId{1}, error(t.reaction, t.stop)}),
                ElementsAre(std::string("failed 1 ") + t.reason, t.action));
    EXPECT_TRUE(c.state.ended);
    EXPECT_EQ(c.state.last.id, CheckpointId{0});
  }
}

TEST(CoordinatorFailure, ATransactionWithoutAnAnswerSaysWhoseTimeIsUpAndWhatIsCommitted) {
  CoordinatorDriver c;
  c.to_decide();
  c.now += 31s;
  Error silent = error(Reaction::kAbort);
  silent.cause = "no answer yet";
  silent.remedy.clear();
  c.feed(TransactionFailed{CheckpointId{1}, silent});
  const Error& told = c.last_ordered<AbortAndRecover>().error;
  EXPECT_THAT(told.cause, AllOf(HasSubstr("no answer yet; given 31"), HasSubstr("checkpoint.timeout is 30000 ms"),
                                HasSubstr("the last committed checkpoint is 0")));
  EXPECT_THAT(told.remedy, HasSubstr("checkpoint.timeout"));
}

TEST(CoordinatorFailure, ATransactionThatWasRefusedInTimeSaysNothingOfTime) {
  CoordinatorDriver c;
  c.to_decide();
  c.feed(TransactionFailed{CheckpointId{1}, error(Reaction::kAbort)});
  EXPECT_THAT(c.last_ordered<AbortAndRecover>().error.cause, Not(HasSubstr("checkpoint.timeout")));
}

TEST(CoordinatorFailure, IgnoresATransactionsFailureBeforeItWasOrdered) {
  CoordinatorDriver c;
  c.to_manifest();
  EXPECT_THAT(c.feed(TransactionFailed{CheckpointId{1}, error(Reaction::kFatal)}), IsEmpty());
}

// ---- a thread fails ----

struct PipelineCase {
  Reaction reaction;
  const char* action;
};

TEST(CoordinatorFailure, EndsAsAFailedThreadsReactionSays) {
  const PipelineCase cases[] = {{Reaction::kAbort, "abort"},
                                {Reaction::kRetry, "abort"},
                                {Reaction::kFatal, "new handles"},
                                {Reaction::kStop, "stop with error"}};
  for (const auto& p : cases) {
    CoordinatorDriver idle;
    EXPECT_THAT(idle.feed(PipelineFailed{error(p.reaction)}), ElementsAre(p.action));
    CoordinatorDriver busy;
    busy.to_manifest();
    EXPECT_THAT(busy.feed(PipelineFailed{error(p.reaction)}), ElementsAre("failed 1 pipeline", p.action));
    EXPECT_TRUE(busy.state.ended);
  }
}

// Hole 1: an order to abort a transaction that may be committed would be carried on from memory.
TEST(CoordinatorFailure, NeverAbortsOnceTheDecisionWasOrdered) {
  CoordinatorDriver c;
  c.to_decide();
  EXPECT_THAT(c.feed(PipelineFailed{error(Reaction::kAbort)}), ElementsAre("failed 1 pipeline", "new handles"));
}

TEST(CoordinatorFailure, CarriesThePoisonOutSoThatTheExitCodeTellsIt) {
  CoordinatorDriver c;
  c.feed(PipelineFailed{error(Reaction::kStop, StopReason::kPoison)});
  ASSERT_TRUE(c.last_ordered<StopPipeline>().error);
  EXPECT_EQ(c.last_ordered<StopPipeline>().error->stop, StopReason::kPoison);
}

// ---- a failure while stopping ----

TEST(CoordinatorFailure, StopsWithTheErrorWhenTheLastCheckpointFails) {
  for (const auto reaction : {Reaction::kAbort, Reaction::kFatal, Reaction::kRetry, Reaction::kStop}) {
    CoordinatorDriver c;
    c.feed(StopRequested{});
    c.passed();
    c.frozen(0);
    c.frozen(1);
    c.manifest_written();
    EXPECT_THAT(c.feed(TransactionFailed{CheckpointId{1}, error(reaction)}),
                ElementsAre("failed 1 transaction", "stop with error"));
  }
}

TEST(CoordinatorFailure, StopsWithTheErrorWhenTheLastCheckpointTimesOut) {
  CoordinatorDriver c;
  c.feed(StopRequested{});
  EXPECT_THAT(c.tick(30s), ElementsAre("failed 1 timeout", "stop with error"));
  EXPECT_THAT(c.last_ordered<StopPipeline>().error->message(), HasSubstr("source thread 0 has not passed"));
}

TEST(CoordinatorFailure, StopsWithTheErrorWhenTheOneBeforeTheLastFails) {
  CoordinatorDriver c;
  c.to_prepare();
  c.feed(StopRequested{});
  EXPECT_THAT(c.feed(PipelineFailed{error(Reaction::kFatal)}), ElementsAre("failed 1 pipeline", "stop with error"));
}

TEST(CoordinatorFailure, DoesNothingAfterTheEnd) {
  CoordinatorDriver c;
  c.to_prepare();
  c.feed(PipelineFailed{error(Reaction::kAbort)});
  EXPECT_THAT(c.frozen(0, true), IsEmpty());
  EXPECT_THAT(c.feed(StopRequested{}), IsEmpty());
  EXPECT_THAT(c.feed(PipelineFailed{error(Reaction::kStop)}), IsEmpty());
  EXPECT_THAT(c.tick(100s), IsEmpty());
  EXPECT_EQ(wake_at(c.state), MonotonicTime::max());
}

}  // namespace
}  // namespace millrace::test
