// The metrics of a running service: well formed, all there, and true.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/orders_trial.h"
#include "metrics/catalogue.h"

namespace millrace::trial {
namespace {

using testing::Contains;
using testing::Not;

class LiveMetrics : public testing::Test {
 protected:
  LiveMetrics() { trial_.service.spec().kafka["statistics.interval.ms"] = "100"; }

  // Reads so many records and the closing ones, and waits until every sort of metric has had its occasion.
  void run(std::uint64_t records) {
    trial_.feed(records);
    trial_.service.start();
    trial_.service.await_consumed(trial_.input.name());
    trial_.service.await_metric("millrace_kafka_received_bytes_total", 1000, "consumer");
    trial_.service.await_metric("millrace_kafka_producer_epoch", 0);
    trial_.service.await_metric("millrace_end_to_end_latency_seconds_count", static_cast<double>(records));
    eventually("all lags told", std::chrono::seconds(60), [&]() -> std::string {  // twice a second
      const double lag = value("consumer_lag_records");
      return lag == 0 ? "" : std::to_string(lag);
    });
  }
  double value(const std::string& name, const std::string& label = {}) {
    return trial_.service.metric("millrace_" + name, label).value_or(-1);
  }
  double read() { return value("records_in_total"); }

  OrdersTrial trial_;
};

TEST_F(LiveMetrics, PassPromtoolsCheck) {
  run(2000);
  const auto file = trial_.scratch.path() / "scrape.txt";
  std::ofstream(file) << trial_.service.scrape().value();
  Process check({"/bin/sh", "-c", "promtool check metrics < " + file.string()}, {},
                trial_.scratch.path() / "promtool.log");
  EXPECT_EQ(check.wait(std::chrono::seconds(30)), Exit{.code = 0}) << check.output();
  EXPECT_EQ(check.output(), "");
}

TEST_F(LiveMetrics, AreAllOfTheCatalogueButThoseThatNeedATrouble) {
  run(2000);
  const std::string text = trial_.service.scrape().value();
  const std::set<std::string_view> need_trouble = {"millrace_kafka_errors_total", "millrace_records_rejected_total"};
  for (const MetricRow& row : kMetricCatalogue) {
    const bool there = text.find("\n" + std::string(row.name)) != text.npos;
    EXPECT_TRUE(there || need_trouble.contains(row.name)) << row.name;
  }
}

TEST_F(LiveMetrics, TellWhatWasReadAndThatNothingIsLeft) {
  run(5000);
  EXPECT_GE(read(), 5000);
  EXPECT_EQ(value("committed_offset"), read());
  EXPECT_EQ(value("consumer_lag_records"), 0);
  EXPECT_EQ(value("consumer_lag_seconds"), 0);
  EXPECT_EQ(value("assigned_partitions"), 4);
  EXPECT_EQ(value("end_to_end_latency_seconds_count"), read());
}

TEST_F(LiveMetrics, TellWhatTheClientsAndThreadsDo) {
  run(5000);
  EXPECT_GE(value("kafka_connections", "consumer"), 1);
  EXPECT_GE(value("kafka_connections", "producer"), 1);
  EXPECT_GT(value("kafka_sent_bytes_total", "producer"), 0);
  EXPECT_EQ(value("kafka_transaction_state"), 1) << "exactly one state at a time";
  trial_.service.await_metric("millrace_busy_seconds_total", 0.001, "source");
  trial_.service.await_metric("millrace_idle_seconds_total", 0.001, "shard");
  EXPECT_EQ(value("threads", "shard"), 2);
}

TEST_F(LiveMetrics, TellOfTheCheckpointResumedFromBeforeThereIsAnother) {
  const auto feed = trial_.feed_in_background(5000);
  trial_.service.start();
  trial_.service.await_metric("millrace_state_bytes", 1, "checkpoint");
  trial_.service.stop();
  trial_.service.spec().interval = "10m";
  trial_.service.start();
  trial_.service.await_metric("millrace_job_state", 1, "running");
  EXPECT_GT(value("checkpoint_last_success_timestamp_seconds"), 1'700'000'000);
  EXPECT_GT(value("checkpoint_last_id"), 0);
  EXPECT_GT(value("state_bytes", "checkpoint"), 0);
}

}  // namespace
}  // namespace millrace::trial
