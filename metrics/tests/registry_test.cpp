#include "metrics/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>
#include <vector>

namespace millrace {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Registry, ShowsACounterWithItsHelpAndType) {
  MetricRegistry registry;
  registry.add<Metric::kCheckpointsStarted>(2);
  registry.add<Metric::kCheckpointsStarted>(1);
  EXPECT_THAT(registry.exposition(),
              HasSubstr("# HELP millrace_checkpoints_started_total Checkpoints whose barrier was "
                        "sent.\n# TYPE millrace_checkpoints_started_total counter\n"
                        "millrace_checkpoints_started_total 3\n"));
}

TEST(Registry, BeginsCountersAtZeroWhereAllLabelsAreKnown) {
  const std::string text = MetricRegistry().exposition();
  EXPECT_THAT(text, HasSubstr("millrace_checkpoints_completed_total 0\n"));
  EXPECT_THAT(text, HasSubstr("millrace_transactions_total{result=\"fenced\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("millrace_restores_total{result=\"failure\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("millrace_checkpoint_duration_seconds_count{phase=\"align\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("millrace_checkpoint_stall_seconds_count 0\n"));
}

TEST(Registry, ShowsNoGaugeThatNobodyHasSet) {
  EXPECT_THAT(MetricRegistry().exposition(), Not(HasSubstr("\nmillrace_checkpoint_last_success_timestamp_seconds ")));
}

TEST(Registry, KeepsLabelsApart) {
  MetricRegistry registry;
  registry.add<Metric::kRecordsIn>(5, "orders");
  registry.add<Metric::kRecordsIn>(7, "payments");
  const std::string text = registry.exposition();
  EXPECT_THAT(text, HasSubstr("millrace_records_in_total{topic=\"orders\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("millrace_records_in_total{topic=\"payments\"} 7\n"));
}

TEST(Registry, NamesLabelsInTheCataloguesOrder) {
  MetricRegistry registry;
  registry.set<Metric::kConsumerLag>(12, "orders", "3");
  EXPECT_THAT(registry.exposition(), HasSubstr("millrace_consumer_lag_records{partition=\"3\",topic=\"orders\"} 12\n"));
}

TEST(Registry, EscapesLabelValues) {
  MetricRegistry registry;
  registry.add<Metric::kRecordsRejected>(1, "a\"b\\c\nd");
  EXPECT_THAT(registry.exposition(), HasSubstr(R"(millrace_records_rejected_total{reason="a\"b\\c\nd"} 1)"));
}

TEST(Registry, ObservesTheSameValueSoManyTimesAtOnce) {
  MetricRegistry one_by_one, at_once;
  for (const double value : {0.0, 0.001, 0.3, 3600.0, 5000.0}) {
    for (int i = 0; i < 3; ++i) one_by_one.observe<Metric::kEndToEndLatency>(value);
    at_once.observe_times<Metric::kEndToEndLatency>(3, value);
  }
  EXPECT_EQ(at_once.exposition(), one_by_one.exposition());
}

TEST(Registry, OverwritesAGauge) {
  MetricRegistry registry;
  registry.set<Metric::kCheckpointLastId>(41);
  registry.set<Metric::kCheckpointLastId>(40);
  EXPECT_THAT(registry.exposition(), HasSubstr("millrace_checkpoint_last_id 40\n"));
}

TEST(Registry, RaisesACounterToATotalAndNeverLowersIt) {
  MetricRegistry registry;
  registry.raise<Metric::kRecordsIn>(10, "orders");
  registry.raise<Metric::kRecordsIn>(25, "orders");
  registry.raise<Metric::kRecordsIn>(3, "orders");
  EXPECT_THAT(registry.exposition(), HasSubstr("millrace_records_in_total{topic=\"orders\"} 25\n"));
}

TEST(Registry, CountsObservationsInTheirBuckets) {
  MetricRegistry registry;
  registry.observe<Metric::kCheckpointStall>(0.004);
  registry.observe<Metric::kCheckpointStall>(1000);
  const std::string text = registry.exposition();
  EXPECT_THAT(text, HasSubstr("millrace_checkpoint_stall_seconds_bucket{le=\"0.0025\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("millrace_checkpoint_stall_seconds_bucket{le=\"0.005\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("millrace_checkpoint_stall_seconds_bucket{le=\"120\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("millrace_checkpoint_stall_seconds_bucket{le=\"+Inf\"} 2\n"));
}

TEST(Registry, SetsExactlyOneJobState) {
  MetricRegistry registry;
  registry.set_one_of<Metric::kJobState>("restoring");
  registry.set_one_of<Metric::kJobState>("running");
  const std::string text = registry.exposition();
  EXPECT_THAT(text, HasSubstr("millrace_job_state{state=\"running\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("millrace_job_state{state=\"restoring\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("millrace_job_state{state=\"stopping\"} 0\n"));
}

TEST(Registry, TreatsALabelValueThatTheCatalogueDoesNotListAsABug) {
  MetricRegistry registry;
  EXPECT_THROW(registry.add<Metric::kTransactions>(1, "perhaps"), std::logic_error);
  EXPECT_THROW(registry.observe<Metric::kCheckpointDuration>(1, "lunch"), std::logic_error);
  EXPECT_THROW(registry.set_one_of<Metric::kJobState>("dreaming"), std::logic_error);
}

TEST(Registry, LosesNothingWhenSeveralThreadsAdd) {
  MetricRegistry registry;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 500; ++k) registry.add<Metric::kKafkaErrors>(1, "_TRANSPORT");
      });
    }
  }
  EXPECT_THAT(registry.exposition(), HasSubstr("millrace_kafka_errors_total{code=\"_TRANSPORT\"} 2000\n"));
}

}  // namespace
}  // namespace millrace
