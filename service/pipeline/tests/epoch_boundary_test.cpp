// Hole 15: what comes after a barrier belongs to the next transaction.
#include <gmock/gmock.h>

#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using ::testing::ElementsAre;
using EpochBoundary = PipelineWorld;

// The checkpoint waits for its store, its transaction open and its shards past the barrier; then a window fires. The
// answer of the commit is lost, so that the run ends right there.
TEST_F(EpochBoundary, RowsMadeBehindTheBarrierAreNotInItsTransaction) {
  ASSERT_TRUE(recover_now());  // checkpoint 0
  store->fail(StoreOperation::kPut, 1);
  broker.lose_answer_of_next(FakeCall::kCommit, fake_error(Reaction::kFatal));
  bool written = false;
  const auto outcome = run_until([&] {
    if (!written && !instruments->read(instruments->failures).empty()) {
      written = true;
      order(0, "ada", 3, 1000);
      order(0, "ada", 4, 1999);
      close_windows();
    }
    return false;
  });
  EXPECT_EQ(outcome.next, Outcome::Next::kRecoverWithNewHandles);
  EXPECT_EQ(visible(), 0U) << "committed with offsets that do not cover what it was made of";
  run_until([&] { return visible() == 1; });
  EXPECT_THAT(values(), ElementsAre(R"({"user_id":"ada","window_end":2000,"n":2,"total":7})"));
}

}  // namespace
}  // namespace millrace::test
