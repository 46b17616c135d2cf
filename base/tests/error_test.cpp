#include "base/error.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(Error, SaysWhatWasTriedOnWhatWhatCameBackAndWhatToDo) {
  const Error error{.attempted = "write delta of shard 2",
                    .object = "file:///data/checkpoints/deltas/2/5f0c",
                    .cause = "No space left on device",
                    .remedy = "Free space or lower checkpoint.retain"};
  EXPECT_EQ(error.message(),
            "write delta of shard 2: file:///data/checkpoints/deltas/2/5f0c: No space left on device. "
            "Free space or lower checkpoint.retain");
}

TEST(Error, LeavesOutWhatIsEmpty) {
  EXPECT_EQ((Error{.attempted = "commit", .object = "", .cause = "timed out", .remedy = ""}).message(),
            "commit: timed out");
  EXPECT_EQ((Error{.attempted = "", .object = "topic orders", .cause = "", .remedy = "Create it"}).message(),
            "topic orders. Create it");
  EXPECT_EQ(Error{}.message(), "");
}

TEST(Error, UnlessSaidOtherwiseAsksForRecoveryWithNewHandles) {
  EXPECT_EQ(Error{}.reaction, Reaction::kFatal);
  EXPECT_EQ(Error{}.stop, StopReason::kNone);
}

TEST(Error, TravelsInAResult) {
  const Result<int> failed = std::unexpected(Error{.attempted = "poll", .object = "", .cause = "", .remedy = ""});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().attempted, "poll");
}

}  // namespace
}  // namespace millrace
