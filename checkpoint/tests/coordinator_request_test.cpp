// A checkpoint that somebody asks for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checkpoint/tests/coordinator_driver.h"

namespace millrace::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

TEST(CoordinatorRequest, BeginsAtOnceWhenNoneIsInFlight) {
  CoordinatorDriver c;
  EXPECT_THAT(c.feed(CheckpointRequested{}), ElementsAre("barrier 1"));
  EXPECT_EQ(c.state.pending->trigger, "request");
  EXPECT_EQ(requested_checkpoint(c.state), CheckpointId{1});
}

TEST(CoordinatorRequest, WaitsForTheOneInFlightWhoseBarrierCameBeforeIt) {
  CoordinatorDriver c;
  c.to_decide();
  EXPECT_THAT(c.feed(CheckpointRequested{}), IsEmpty());
  EXPECT_EQ(requested_checkpoint(c.state), CheckpointId{2});
  EXPECT_THAT(c.decided(), ElementsAre("publish 1", "barrier 2"));
  EXPECT_EQ(c.state.pending->trigger, "request");
  EXPECT_EQ(requested_checkpoint(c.state), CheckpointId{2});
}

TEST(CoordinatorRequest, IsOneHoweverOftenItIsMade) {
  CoordinatorDriver c;
  c.to_decide();
  c.feed(CheckpointRequested{});
  c.feed(CheckpointRequested{});
  c.decided();
  EXPECT_FALSE(c.state.requested);
}

TEST(CoordinatorRequest, MovesTheIntervalAlong) {
  CoordinatorDriver c;
  c.tick(400ms);
  c.feed(CheckpointRequested{});
  EXPECT_EQ(c.state.next_due, c.now + 1s);
}

TEST(CoordinatorRequest, GivesWayToAStop) {
  CoordinatorDriver c;
  c.to_decide();
  c.feed(CheckpointRequested{});
  c.feed(StopRequested{});
  EXPECT_THAT(c.decided(), ElementsAre("publish 1", "barrier 2"));
  EXPECT_EQ(c.state.pending->trigger, "stop") << "the last one holds everything that the request asked for";
}

TEST(CoordinatorRequest, ChangesNothingAfterTheEnd) {
  CoordinatorDriver c;
  c.to_decide();
  c.feed(PipelineFailed{});
  EXPECT_THAT(c.feed(CheckpointRequested{}), IsEmpty());
  EXPECT_FALSE(c.state.requested);
}

}  // namespace
}  // namespace millrace::test
