// What the answers hold when something has happened.
#include <gmock/gmock.h>

#include "service/admin/tests/admin_world.h"

namespace millrace::test {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

TEST_F(AdminWorld, TellsHowACheckpointWent) {
  board.checkpoints.began(CheckpointId{7}, "request", true, clock.wall());
  CheckpointTimes times;
  times.align = 1500us;
  times.snapshot = 300us;
  times.total = 20ms;
  board.checkpoints.completed(CheckpointId{7}, {times, 100, 2000});
  serve();
  const auto body = get("/api/v1/checkpoints").body;
  for (const char* piece :
       {R"("id":7)", R"("trigger":"request")", R"("kind":"full")", R"("status":"completed")",
        R"("align_ms":1.5,"snapshot_ms":0.3,)", R"("total_ms":20.0)", R"("written_bytes":100)", R"("completed":1)"}) {
    EXPECT_THAT(body, HasSubstr(piece));
  }
}

TEST_F(AdminWorld, ShowsTheLedgerOfACheckpoint) {
  board.checkpoints.began(CheckpointId{7}, "interval", false, clock.wall());
  NamedLedger ledger;
  ledger.sources["orders"] = {10, 9, 1};
  ledger.queries["totals"].aggregated = 9;
  ledger.rows_sent = 3;
  ledger.mismatches = {"query totals: 9 is not 8"};
  board.checkpoints.completed(CheckpointId{7}, {{}, 0, 0, ledger});
  serve();
  const auto body = get("/api/v1/checkpoints").body;
  for (const char* piece : {R"("ledger":{"sources":{"orders":{"read":10,"decoded":9,"rejected":1}},)",
                            R"("aggregated":9)", R"("rows_sent":3,"mismatches":["query totals: 9 is not 8"])"}) {
    EXPECT_THAT(body, HasSubstr(piece));
  }
}

TEST_F(AdminWorld, TellsTheLatencyOfTheLastMinutes) {
  serve();
  EXPECT_THAT(get("/api/v1/overview").body, HasSubstr(R"("latency":null)"));
  board.latency.add(clock.now(), Millis{20}, 99);
  board.latency.add(clock.now(), Millis{500}, 2);
  EXPECT_THAT(get("/api/v1/overview").body,
              HasSubstr(R"("latency":{"minutes":5,"records":101,"p50_ms":20,"p99_ms":511})"));
}

TEST_F(AdminWorld, TellsWhyACheckpointFailed) {
  board.checkpoints.began(CheckpointId{7}, "interval", false, clock.wall());
  board.checkpoints.failed(CheckpointId{7}, "timeout", Error{"take checkpoint 7", "shop", "slow disk", "Look at it"});
  serve();
  const auto body = get("/api/v1/checkpoints").body;
  for (const char* piece : {R"("status":"failed")", R"("reason":"timeout")", R"("remedy":"Look at it")",
                            R"("consecutive_failures":1)", R"("last_completed":null)"}) {
    EXPECT_THAT(body, HasSubstr(piece));
  }
  EXPECT_THAT(body, Not(HasSubstr("total_ms")));
}

TEST_F(AdminWorld, TellsWhichPartitionHoldsTheWatermarkBack) {
  counters.sources[0].records.add(50);
  counters.sources[0].lags.set({{PartitionId{0}, Offset{20}, Offset{30}, std::nullopt, event_time(2000), false, 5ms},
                                {PartitionId{1}, Offset{30}, Offset{30}, std::nullopt, event_time(1000), false, 9s}});
  board.committed.publish({{}, {{"orders", "orders", PartitionId{0}, Offset{15}, {}, {}}}, clock.wall()});
  serve();
  const auto body = get("/api/v1/sources").body;
  for (const char* piece : {R"("held_back_by":1)", R"("lag_records":10)", R"("watermark":"1970-01-01T00:00:01.000Z")",
                            R"("committed":15)", R"("committed":null)", R"("quiet_ms":9000)", R"("records":50)"}) {
    EXPECT_THAT(body, HasSubstr(piece));
  }
}

TEST_F(AdminWorld, AddsUpAQueryOverItsShards) {
  board.query_ids.publish({{"totals", QueryId{4}}});
  board.shards[0].publish({{QueryId{4}, event_time(90'000), 2, 10, 1000, event_time(180'000)}});
  board.shards[1].publish({{QueryId{4}, event_time(60'000), 1, 5, 500, event_time(120'000)}});
  serve();
  const auto body = get("/api/v1/queries").body;
  for (const char* piece : {R"("watermark":"1970-01-01T00:01:00.000Z")", R"("panes":3)", R"("keys":15)",
                            R"("bytes":1500)", R"("next_window_end":"1970-01-01T00:02:00.000Z")"}) {
    EXPECT_THAT(body, HasSubstr(piece));
  }
  EXPECT_THAT(get("/api/v1/overview").body, HasSubstr(R"("watermark":"1970-01-01T00:01:00.000Z")"));
}

TEST_F(AdminWorld, SaysNothingOfAQueryBeforeEveryShardHas) {
  board.query_ids.publish({{"totals", QueryId{4}}});
  board.shards[0].publish({{QueryId{4}, event_time(90'000), 2, 10, 1000, std::nullopt}});
  serve();
  EXPECT_THAT(get("/api/v1/queries").body, HasSubstr(R"("state":null)"));
}

TEST_F(AdminWorld, TellsOfTheLatestRestore) {
  serve();
  EXPECT_EQ(get("/api/v1/restore").body, "{\"restore\":null}\n");
  board.restore.publish({clock.wall(), 1500ms, CheckpointId{41}, Incarnation{3}, {"query x is new"}, {}});
  EXPECT_EQ(get("/api/v1/restore").body,
            "{\"restore\":{\"status\":\"completed\",\"ended\":\"2026-01-02T00:00:00.000Z\",\"took_ms\":1500.0,"
            "\"checkpoint\":41,\"incarnation\":3,\"notes\":[\"query x is new\"]}}\n");
}

TEST_F(AdminWorld, TellsOfARestoreThatFailed) {
  board.restore.publish({clock.wall(), 1ms, {}, {}, {}, Error{"recover", "shop", "no manifest", "--from 40"}});
  serve();
  EXPECT_THAT(get("/api/v1/restore").body, HasSubstr(R"("status":"failed")"));
  EXPECT_THAT(get("/api/v1/restore").body, HasSubstr(R"("remedy":"--from 40")"));
}

TEST_F(AdminWorld, ListsErrorsAndRejectedRecordsNewestFirst) {
  for (const char* name : {"first", "second"}) {
    board.errors.add({clock.wall(), Error{name, "", "", ""}});
    board.rejected.add({clock.wall(), name, "type", "not a number"});
  }
  serve();
  EXPECT_THAT(get("/api/v1/errors?limit=1").body, HasSubstr("{\"total\":2,\"errors\":[{"));
  EXPECT_THAT(get("/api/v1/errors?limit=1").body, Not(HasSubstr("first")));
  EXPECT_THAT(get("/api/v1/rejected?limit=1").body, HasSubstr(R"("where":"second","reason":"type")"));
}

TEST_F(AdminWorld, ListsLateRecordsAmongTheRejectedOnes) {
  board.query_ids.publish({{"totals", QueryId{4}}});
  board.rejected.add({clock.wall(), "orders[0]@7", "type", "not a number"});
  board.left_out.add({clock.wall() + 1s, QueryId{4}, event_time(60'000), 1, "late", Millis{3'600'000}});
  board.left_out.add({clock.wall() + 1s, QueryId{4}, event_time(60'000), 1, "numeric overflow", Millis{0}});
  board.rejected.add({clock.wall() + 2s, "query totals, window ending at 60000 ms", "row", "numeric overflow"});
  counters.shards[1].late[0].add(1);
  serve();
  const auto body = get("/api/v1/rejected").body;
  EXPECT_THAT(body, HasSubstr("{\"total\":3,\"rejected\":[{"));
  EXPECT_THAT(body, ContainsRegex("\"row\".*window ending at 1970-01-01T00:01:00.000Z\",\"reason\":\"late\",\"detail\":"
                                  "\"the watermark had passed the window's end by 1h\".*\"type\""))
      << "newest first, and the row that could not be made once";
  EXPECT_THAT(get("/api/v1/rejected?limit=2").body, Not(HasSubstr("orders[0]@7")));
}

TEST_F(AdminWorld, CountsWhatWentThrough) {
  counters.sources[0].records.add(5);
  counters.sources[0].rejected.add("type");
  counters.shards[0].late[0].add(2);
  counters.shards[1].late[0].add(1);
  board.rows_out.add("totals", 7, 70);
  serve();
  const auto body = get("/api/v1/overview").body;
  for (const char* piece :
       {R"("records_in":5)", R"("rejected":1)", R"("late":3)", R"("rows_out":7)", R"("bytes_out":70)",
        R"("version":"1.2.3")", R"("state":"running")", R"("last_checkpoint":null)"}) {
    EXPECT_THAT(body, HasSubstr(piece));
  }
}

}  // namespace
}  // namespace millrace::test
