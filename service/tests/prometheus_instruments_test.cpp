#include "service/prometheus_instruments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <functional>
#include <sstream>

#include "base/tests/fake_clock.h"
#include "checkpoint/coordinator.h"

namespace millrace {
namespace {

using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::Not;

class InstrumentsTest : public testing::Test {
 protected:
  ArrivalTimes arrived(std::chrono::milliseconds ago, std::uint64_t records) const {
    ArrivalTimes times;
    times.add((clock_.wall() - ago).time_since_epoch().count(), records);
    return times;
  }

  Config config_;
  Counters counters_{0, 0, 0};
  FakeClock clock_;
  PrometheusInstruments instruments_{config_, counters_, clock_};
};

TEST(MetricLabels, NameEveryReasonOfAFailedCheckpoint) {
  EXPECT_THAT(metric_labels::kCheckpointFailures, ElementsAreArray(kFailureReasons));
}

TEST_F(InstrumentsTest, CountARecordsLatencyUntilItsCommit) {
  instruments_.committed(arrived(std::chrono::milliseconds(300), 7));
  instruments_.committed(arrived(std::chrono::milliseconds(3), 2));
  const auto text = instruments_.scrape();
  EXPECT_THAT(text, HasSubstr("millrace_end_to_end_latency_seconds_bucket{le=\"0.25\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("millrace_end_to_end_latency_seconds_bucket{le=\"0.5\"} 9\n"));
  EXPECT_THAT(text, HasSubstr("millrace_end_to_end_latency_seconds_sum 2.106"));
}

TEST_F(InstrumentsTest, TakeALatencyBelowZeroForNone) {
  instruments_.committed(arrived(std::chrono::milliseconds(-5000), 1));
  const auto text = instruments_.scrape();
  EXPECT_THAT(text, HasSubstr("millrace_end_to_end_latency_seconds_sum 0\n"));
  EXPECT_THAT(text, HasSubstr("millrace_end_to_end_latency_seconds_count 1\n"));
}

TEST_F(InstrumentsTest, HaveALastSuccessFromTheRecoveryOn) {
  EXPECT_THAT(instruments_.scrape(), Not(HasSubstr("\nmillrace_checkpoint_last_success_timestamp_seconds ")));
  Manifest manifest;
  manifest.id = CheckpointId{41};
  manifest.created_ms = 1'700'000'000'000;
  manifest.positions.push_back({"orders", "orders", PartitionId{3}, Offset{77}, kNoEventTime, std::nullopt});
  instruments_.stands_on(manifest);
  const auto text = instruments_.scrape();
  EXPECT_THAT(text, HasSubstr("millrace_checkpoint_last_success_timestamp_seconds 1700000000\n"));
  EXPECT_THAT(text, HasSubstr("millrace_checkpoint_last_id 41\n"));
  EXPECT_THAT(text, HasSubstr("millrace_committed_offset{partition=\"3\",topic=\"orders\"} 77\n"));
}

TEST_F(InstrumentsTest, AreOneStateAtATime) {
  for (const auto& [enter, state] :
       std::vector<std::pair<std::function<void()>, std::string>>{{[&] { instruments_.restoring(); }, "restoring"},
                                                                  {[&] { instruments_.running(); }, "running"},
                                                                  {[&] { instruments_.stopping(); }, "stopping"},
                                                                  {[&] { instruments_.restarting(); }, "restarting"}}) {
    enter();
    const auto text = instruments_.scrape();
    int states = 0;
    for (const auto other : metric_labels::kJobStates) {
      states += text.find("millrace_job_state{state=\"" + std::string(other) + "\"} 1\n") != text.npos ? 1 : 0;
    }
    EXPECT_EQ(states, 1);
    EXPECT_THAT(text, HasSubstr("millrace_job_state{state=\"" + state + "\"} 1\n"));
  }
}

TEST_F(InstrumentsTest, TakeACheckpointForFailedOnlyWhenItIsGivenUp) {
  const Error error{"write", "a delta", "no space", "", Reaction::kRetry, StopReason::kNone};
  instruments_.checkpoint_started(CheckpointId{1});
  instruments_.checkpoint_failed(CheckpointId{1}, "prepare_retry", error);
  EXPECT_THAT(instruments_.scrape(), HasSubstr("millrace_checkpoints_in_progress 1\n"));
  instruments_.checkpoint_failed(CheckpointId{1}, "prepare", error);
  const auto text = instruments_.scrape();
  EXPECT_THAT(text, HasSubstr("millrace_checkpoints_in_progress 0\n"));
  EXPECT_THAT(text, HasSubstr("millrace_checkpoint_consecutive_failures 1\n"));
}

// What was logged while this lives.
class Logged {
 public:
  Logged() {
    spdlog::set_default_logger(
        std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_)));
  }
  ~Logged() { spdlog::set_default_logger(former_); }
  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::shared_ptr<spdlog::logger> former_ = spdlog::default_logger();
};

TEST_F(InstrumentsTest, TellTheTroubleOfAWriteOnceAndThatItIsTriedAgain) {
  const Logged logged;
  const Error error{"write", "a delta", "no space", "", Reaction::kRetry, StopReason::kNone};
  for (int i = 0; i < 5; ++i) instruments_.checkpoint_failed(CheckpointId{4}, "prepare_retry", error);
  EXPECT_THAT(logged.text(), HasSubstr("checkpoint 4: a write failed and is tried again until checkpoint.timeout"));
  EXPECT_EQ(std::ranges::count(logged.text(), '\n'), 1);
  instruments_.checkpoint_failed(CheckpointId{5}, "prepare_retry", error);
  EXPECT_EQ(std::ranges::count(logged.text(), '\n'), 2);
}

TEST_F(InstrumentsTest, TellWhenKafkaAnswersAgainOnlyIfTheWaitWasTold) {
  const Logged logged;
  const Error error{"commit", "the transaction", "no answer yet", "", Reaction::kRetry, StopReason::kNone};
  instruments_.checkpoint_completed(CheckpointId{1}, {}, 0);
  EXPECT_THAT(logged.text(), Not(HasSubstr("Kafka answers again")));
  for (int i = 0; i < 5; ++i, clock_.advance(std::chrono::seconds(1))) instruments_.waiting(error);
  instruments_.checkpoint_completed(CheckpointId{2}, {}, 0);
  EXPECT_THAT(logged.text(), HasSubstr("Kafka answers again: checkpoint 2 is committed"));
}

TEST_F(InstrumentsTest, AddOnlyNewFilesOfABaseToWhatWasWritten) {
  instruments_.base_written(1000, 200);
  const auto text = instruments_.scrape();
  EXPECT_THAT(text, HasSubstr("millrace_checkpoint_last_size_bytes{kind=\"full\"} 1000\n"));
  EXPECT_THAT(text, HasSubstr("millrace_checkpoint_written_bytes_total 200\n"));
}

TEST_F(InstrumentsTest, TellTheStoredStateBesideThatInMemory) {
  instruments_.state_stored(4096);
  const auto text = instruments_.scrape();
  EXPECT_THAT(text, HasSubstr("millrace_state_bytes{store=\"checkpoint\"} 4096\n"));
  EXPECT_THAT(text, HasSubstr("millrace_state_bytes{store=\"memory\"} 0\n"));
}

TEST_F(InstrumentsTest, TellTheLedgerOfACheckpointByTheNamesOfItsQueries) {
  Manifest manifest;
  manifest.queries.push_back({"totals", QueryId{3}, "", ""});
  manifest.ledger.emplace();
  manifest.ledger->sources["orders"] = {100, 98, 2};
  manifest.ledger->queries[QueryId{3}] = {
      .decoded = 98, .aggregated = 95, .late = 3, .panes_opened = 12, .panes_live = 12, .rows = 40};
  manifest.ledger->rows_sent = 40;
  instruments_.ledger(manifest);
  const auto text = instruments_.scrape();
  EXPECT_THAT(text, HasSubstr("millrace_ledger_source_records_total{outcome=\"rejected\",source=\"orders\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("millrace_ledger_query_records_total{outcome=\"late\",query=\"totals\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("millrace_ledger_panes_total{outcome=\"opened\",query=\"totals\"} 12\n"));
  EXPECT_THAT(text, HasSubstr("millrace_ledger_live_panes{query=\"totals\"} 12\n"));
  EXPECT_THAT(text, HasSubstr("millrace_ledger_rows_total{query=\"totals\"} 40\n"));
  EXPECT_THAT(text, HasSubstr("millrace_ledger_rows_sent_total 40\n"));
}

TEST_F(InstrumentsTest, CountAMismatchOfTheLedger) {
  EXPECT_THAT(instruments_.scrape(), HasSubstr("millrace_ledger_mismatches_total 0\n"));
  instruments_.ledger_mismatch(CheckpointId{7}, "source orders: 10 records read, 9 decoded + 0 rejected");
  EXPECT_THAT(instruments_.scrape(), HasSubstr("millrace_ledger_mismatches_total 1\n"));
}

TEST_F(InstrumentsTest, CountDamage) {
  instruments_.damage_found();
  EXPECT_THAT(instruments_.scrape(), HasSubstr("millrace_checkpoint_corruptions_total 1\n"));
}

}  // namespace
}  // namespace millrace
