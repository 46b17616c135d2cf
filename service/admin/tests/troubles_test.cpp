// What a service complains of, and what it leaves out.
#include "service/admin/troubles.h"

#include <gmock/gmock.h>

#include "service/admin/tests/admin_world.h"

namespace millrace::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

class Troubled : public AdminWorld {
 protected:
  Troubled() { board.query_ids.publish({{"totals", QueryId{4}}}); }

  // The one complaint that there is.
  Trouble only() const {
    const auto all = troubles(*view);
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? Trouble{} : all.front();
  }
  PartitionLag partition(int number, EventTime watermark, bool idle = false) const {
    return {PartitionId{number}, Offset{9}, Offset{9}, std::nullopt, watermark, idle, Millis{8'000}};
  }
  void give(std::vector<PartitionLag> lags) { counters.sources[0].lags.set(std::move(lags)); }
  void drop_late_records() {
    counters.shards[0].late[0].add(2734);
    counters.shards[0].late_behind_ms[0].set(3'600'000);
    board.left_out.add({clock.wall(), QueryId{4}, event_time(60'000), 1, "late", Millis{3'600'000}});
  }
};

TEST_F(Troubled, IsNoServiceToWhichNothingHasHappened) { EXPECT_THAT(troubles(*view), IsEmpty()); }

TEST_F(Troubled, ByWhatAStartWaitsForSaysItWithTheRemedy) {
  view->awaited = [] { return Awaited{"waiting for Kafka at broker:9092 for 7 s: no answer", "Do the brokers run?"}; };
  EXPECT_EQ(only().check, "waiting");
  EXPECT_THAT(only().found, HasSubstr("waiting for Kafka at broker:9092"));
  EXPECT_EQ(only().remedy, "Do the brokers run?");
}

TEST_F(Troubled, ByLateRecordsNamesTheQueryAndItsLateness) {
  drop_late_records();
  EXPECT_EQ(only().check, "late");
  EXPECT_THAT(only().found, AllOf(HasSubstr("query totals: 2734 records came too late"), HasSubstr("by up to 1h")));
  EXPECT_THAT(only().remedy, AllOf(HasSubstr("allowed_lateness of query totals (now 0s) to more than 1h"),
                                   HasSubstr("max_delay of source orders")));
}

TEST_F(Troubled, ForgetsWhatHappenedLongAgo) {
  drop_late_records();
  board.errors.add({clock.wall(), Error{"commit", "", "timed out", ""}});
  board.rejected.add({clock.wall(), "orders[0]@1", "type", "no number"});
  EXPECT_EQ(troubles(*view).size(), 3U);
  clock.advance(kLately);
  EXPECT_THAT(troubles(*view), IsEmpty());
}

TEST_F(Troubled, ByAPartitionNamesIt) {
  give({partition(0, event_time(700'000)), partition(1, event_time(100'000)), partition(2, event_time(700'000))});
  EXPECT_EQ(only().check, "watermark");
  EXPECT_THAT(only().found, AllOf(HasSubstr("source orders: partition 1 of topic orders"), HasSubstr("10m behind"),
                                  HasSubstr("silent for 8s")));
  EXPECT_THAT(only().remedy, HasSubstr("producer of that partition"));
}

TEST_F(Troubled, ByAPartitionWithoutRecordsSaysThatThereIsNoWatermark) {
  give({partition(0, event_time(700'000)), partition(1, kNoEventTime)});
  EXPECT_THAT(only().found, HasSubstr("there is no watermark yet"));
}

TEST_F(Troubled, IsNoServiceWhosePartitionsAreNearlyLevelOrIdleOrAllEmpty) {
  give({partition(0, event_time(700'000)), partition(1, event_time(700'000) - kFarBehind + Millis{1})});
  EXPECT_THAT(troubles(*view), IsEmpty());
  give({partition(0, event_time(700'000)), partition(1, event_time(0), true)});
  EXPECT_THAT(troubles(*view), IsEmpty());
  give({partition(0, kNoEventTime), partition(1, kNoEventTime)});
  EXPECT_THAT(troubles(*view), IsEmpty());
}

TEST_F(Troubled, ByALocalDatabaseThatFallsBehindSaysWhy) {
  view->upkeep = [] { return Error{"keep it up to date", "", "No space left", "Free space"}; };
  EXPECT_EQ(only().check, "local state");
  EXPECT_THAT(only().found, HasSubstr("No space left"));
  EXPECT_EQ(only().remedy, "Free space");
}

TEST_F(Troubled, ByCheckpointsSaysHowManyHaveFailed) {
  for (const std::uint64_t id : {7, 8}) {
    board.checkpoints.began(CheckpointId{id}, "interval", false, clock.wall());
    board.checkpoints.failed(CheckpointId{id}, "prepare", Error{"write", "deltas/1", "No space left", "Free space"});
  }
  EXPECT_EQ(only().found, "checkpoint 8 failed (prepare), 2 failed in a row: write: deltas/1: No space left");
  EXPECT_EQ(only().remedy, "Free space");
  board.checkpoints.began(CheckpointId{9}, "interval", false, clock.wall());
  EXPECT_THAT(only().found, HasSubstr("checkpoint 8 failed")) << "the next one has yet to do better";
  board.checkpoints.completed(CheckpointId{9}, {});
  EXPECT_THAT(troubles(*view), IsEmpty());
}

TEST_F(Troubled, ByACheckpointThatIsTriedAgainSaysSo) {
  board.checkpoints.began(CheckpointId{7}, "interval", false, clock.wall());
  board.checkpoints.failed(CheckpointId{7}, "prepare_retry", Error{"write", "deltas/1", "No space left", "Free space"});
  EXPECT_THAT(only().found, HasSubstr("checkpoint 7 has trouble"));
}

TEST_F(Troubled, ByErrorsAndRejectedRecordsTellsTheLast) {
  board.errors.add({clock.wall(), Error{"commit", "shop", "timed out", "Look at the brokers"}});
  EXPECT_THAT(only().found, HasSubstr("commit: shop: timed out"));
  EXPECT_EQ(only().remedy, "Look at the brokers");
  board.rejected.add({clock.wall(), "orders[0]@17", "type", "field 'amount'"});
  EXPECT_THAT(troubles(*view).back().found, HasSubstr("orders[0]@17: field 'amount' (type)"));
}

TEST_F(Troubled, HidesSecretsInItsAnswer) {
  board.errors.add({clock.wall(), Error{"log in", "", "wrong password hunter2", ""}});
  serve();
  const auto body = get("/api/v1/troubles").body;
  EXPECT_THAT(body, AllOf(HasSubstr(R"({"state":"running","started":)"), HasSubstr("wrong password [secret]")));
}

}  // namespace
}  // namespace millrace::test
