// A stop that meets trouble: nothing is undone that may be decided, and nobody waits for ever.
#include <gmock/gmock.h>

#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::Not;
using namespace std::chrono_literals;

class Stopping : public PipelineWorld {
 protected:
  std::vector<std::string> transactions() const { return instruments->read(instruments->transactions); }
};

TEST_F(Stopping, DoesNotAbortACommitOfUnknownOutcome) {
  ASSERT_TRUE(recover_now());
  std::atomic<int> aborts{0};
  broker.on_call([&](FakeCall call) {
    if (call == FakeCall::kSendOffsets && stop)
      broker.lose_answer_of_next(FakeCall::kCommit, fake_error(Reaction::kFatal));
    if (call == FakeCall::kAbort) ++aborts;
  });
  const auto outcome = run_until([&] { return instruments->completed >= 1; });
  broker.on_call({});
  EXPECT_EQ(outcome.next, Outcome::Next::kStop);
  EXPECT_TRUE(outcome.was_stopping);
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(aborts, 0);
  EXPECT_THAT(transactions(), Contains("unknown").Times(1));
  EXPECT_THAT(transactions(), Not(Contains("aborted")));
}

TEST_F(Stopping, WaitsForTheAnswerOfACommitOnlySoLong) {
  ASSERT_TRUE(recover_now());
  broker.fail_next(FakeCall::kCommit, fake_error(Reaction::kRetry), 1000);
  std::atomic<int> asked{0};
  broker.on_call([&](FakeCall call) {
    if (call != FakeCall::kCommit) return;
    ++asked;
    stop = true;
    clock.leap(1s);
  });
  const auto outcome = run_until([] { return false; });
  broker.on_call({});
  EXPECT_EQ(outcome.next, Outcome::Next::kStop);
  EXPECT_TRUE(outcome.was_stopping);
  ASSERT_TRUE(outcome.error);
  EXPECT_GT(asked, 3) << "a broker that restarts meanwhile still commits it";
  EXPECT_LT(asked, 100);
  EXPECT_EQ(instruments->stops, 1);
  EXPECT_THAT(transactions(), Each("unknown"));
}

TEST_F(Stopping, HearsOfItInTheMiddleOfARenewal) {
  ASSERT_TRUE(recover_now());
  broker.make_next_end_suspicious();
  std::atomic<bool> renewing{false};
  broker.on_call([&](FakeCall call) {
    if (call == FakeCall::kCommit && !renewing.exchange(true))
      broker.fail_next(FakeCall::kInit, fake_error(Reaction::kRetry), 1000);
    if (call != FakeCall::kInit || !renewing) return;
    stop = true;
    clock.leap(1s);
  });
  const auto outcome = run_until([] { return false; });
  broker.on_call({});
  EXPECT_TRUE(outcome.error);
  EXPECT_LT(clock.now() - SystemClock().now(), 100s);
}

}  // namespace
}  // namespace millrace::test
