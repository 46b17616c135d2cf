#include "service/pipeline/status/checkpoint_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace {
namespace {

using Status = CheckpointRecord::Status;
using testing::SizeIs;
using namespace std::chrono_literals;

const Error kNoRoom{"write delta", "file:///x", "No space left on device", "Free space"};

void begin(CheckpointHistory& history, std::uint64_t id) {
  history.began(CheckpointId{id}, "interval", false, WallTime{Millis{1000}});
}

TEST(CheckpointHistory, ShowsOneInProgress) {
  CheckpointHistory history;
  history.began(CheckpointId{7}, "request", true, WallTime{Millis{1000}});
  const auto records = history.newest(5);
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].id, CheckpointId{7});
  EXPECT_EQ(records[0].trigger, "request");
  EXPECT_TRUE(records[0].full);
  EXPECT_EQ(records[0].status, Status::kInProgress);
  EXPECT_FALSE(history.last_completed());
}

TEST(CheckpointHistory, CompletesTheOneThatBegan) {
  CheckpointHistory history;
  begin(history, 7);
  CheckpointResult result;
  result.times.total = 20ms;
  result.delta_bytes = 100;
  history.completed(CheckpointId{7}, result);
  const auto record = history.newest(1)[0];
  EXPECT_EQ(record.status, Status::kCompleted);
  EXPECT_EQ(record.trigger, "interval");
  EXPECT_EQ(record.result.delta_bytes, 100U);
  EXPECT_EQ(history.last_completed()->id, CheckpointId{7});
  EXPECT_EQ(history.counts().completed, 1U);
}

TEST(CheckpointHistory, CountsFailuresInARowUntilOneCompletes) {
  CheckpointHistory history;
  for (int i = 0; i < 2; ++i) {
    begin(history, 7);
    history.failed(CheckpointId{7}, "timeout", kNoRoom);
  }
  EXPECT_EQ(history.counts().consecutive_failures, 2U);
  begin(history, 7);
  history.completed(CheckpointId{7}, {});
  EXPECT_EQ(history.counts().consecutive_failures, 0U);
  EXPECT_EQ(history.counts().failed, 2U);
  EXPECT_THAT(history.newest(9), SizeIs(3)) << "each attempt at a number is one of its own";
}

TEST(CheckpointHistory, TellsWhyOneFailed) {
  CheckpointHistory history;
  begin(history, 7);
  history.failed(CheckpointId{7}, "prepare", kNoRoom);
  const auto record = history.newest(1)[0];
  EXPECT_EQ(record.status, Status::kFailed);
  EXPECT_EQ(record.reason, "prepare");
  EXPECT_EQ(record.error->remedy, "Free space");
}

TEST(CheckpointHistory, GoesOnAfterAWriteThatIsTriedAgain) {
  CheckpointHistory history;
  begin(history, 7);
  history.failed(CheckpointId{7}, "prepare_retry", kNoRoom);
  EXPECT_EQ(history.newest(1)[0].status, Status::kInProgress);
  EXPECT_EQ(history.counts().failed, 0U);
  history.completed(CheckpointId{7}, {});
  EXPECT_EQ(history.newest(1)[0].status, Status::kCompleted);
  EXPECT_EQ(history.newest(1)[0].retries, 1);
}

TEST(CheckpointHistory, IgnoresStrangers) {
  CheckpointHistory history;
  begin(history, 7);
  history.completed(CheckpointId{6}, {});
  history.failed(CheckpointId{8}, "timeout", kNoRoom);
  EXPECT_EQ(history.newest(1)[0].status, Status::kInProgress);
  EXPECT_EQ(history.counts().completed + history.counts().failed, 0U);
}

TEST(CheckpointHistory, ForgetsTheOldest) {
  CheckpointHistory history;
  for (std::uint64_t id = 1; id <= CheckpointHistory::kKept + 5; ++id) {
    begin(history, id);
    history.completed(CheckpointId{id}, {});
  }
  EXPECT_THAT(history.newest(10'000), SizeIs(CheckpointHistory::kKept));
  EXPECT_EQ(history.newest(1)[0].id, CheckpointId{CheckpointHistory::kKept + 5});
  EXPECT_EQ(history.counts().completed, CheckpointHistory::kKept + 5);
}

}  // namespace
}  // namespace millrace
