#include "metrics/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/check_names.h>

#include <fstream>
#include <set>
#include <sstream>

namespace millrace {

void PrintTo(const MetricRow& row, std::ostream* out) { *out << row.name; }

namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string name_of(const MetricRow& row) { return std::string(row.name); }

bool is_lower_snake(std::string_view name) {
  return std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

class EveryMetric : public testing::TestWithParam<MetricRow> {};

TEST_P(EveryMetric, HasAValidNameOfOurs) {
  const std::string name = name_of(GetParam());
  EXPECT_TRUE(prometheus::CheckMetricName(name)) << name;
  EXPECT_TRUE(name.starts_with("millrace_")) << name;
  EXPECT_TRUE(is_lower_snake(name)) << name;
}

TEST_P(EveryMetric, EndsInTotalExactlyIfItIsACounter) {
  const bool counter = GetParam().type == MetricType::kCounter;
  EXPECT_EQ(name_of(GetParam()).ends_with("_total"), counter) << GetParam().name;
}

TEST_P(EveryMetric, DoesNotEndLikeAPartOfAHistogram) {
  for (const char* suffix : {"_bucket", "_count", "_sum"}) EXPECT_FALSE(name_of(GetParam()).ends_with(suffix));
}

TEST_P(EveryMetric, UsesBaseUnits) {
  for (const char* unit :
       {"milliseconds", "millis", "_ms", "micro", "nanos", "minutes", "hours", "kib", "mib", "percent"}) {
    EXPECT_EQ(name_of(GetParam()).find(unit), std::string::npos) << GetParam().name;
  }
  const std::set<std::string_view> units = {"", "seconds", "bytes", "records"};
  EXPECT_TRUE(units.contains(GetParam().unit)) << GetParam().unit;
}

TEST_P(EveryMetric, ShowsItsUnitInItsName) {
  for (const char* unit : {"seconds", "bytes", "records"}) {
    if (GetParam().unit.empty() && std::string_view(unit) == "records") continue;  // it counts them, as their name says
    const bool shown = name_of(GetParam()).find("_" + std::string(unit)) != std::string::npos;
    EXPECT_EQ(shown, GetParam().unit == unit) << GetParam().name;
  }
}

TEST_P(EveryMetric, MeasuresHistogramsInSecondsAsTheBucketsDo) {
  EXPECT_TRUE(GetParam().type != MetricType::kHistogram || GetParam().unit == "seconds") << GetParam().name;
}

TEST_P(EveryMetric, HasValidDistinctLabelsThatItsNameDoesNotRepeat) {
  std::set<std::string_view> seen;
  for (const MetricLabel& label : GetParam().labels) {
    if (label.name.empty()) continue;
    EXPECT_TRUE(prometheus::CheckLabelName(std::string(label.name))) << label.name;
    EXPECT_TRUE(seen.insert(label.name).second) << label.name;
    for (const char* taken : {"le", "quantile", "job", "instance"}) EXPECT_NE(label.name, taken);
    EXPECT_EQ(name_of(GetParam()).find("_by_" + std::string(label.name)), std::string::npos);
    for (const std::string_view value : label.values) EXPECT_TRUE(is_lower_snake(value)) << value;
  }
  EXPECT_EQ(seen.size(), label_count(GetParam()));
}

TEST_P(EveryMetric, UsesItsFirstPlaceBeforeItsSecondForLabels) {
  EXPECT_TRUE(GetParam().labels[1].name.empty() || !GetParam().labels[0].name.empty());
}

TEST_P(EveryMetric, ExplainsItselfInASentence) {
  const std::string_view help = GetParam().help;
  ASSERT_GT(help.size(), 10U) << GetParam().name;
  EXPECT_TRUE(help.ends_with('.')) << GetParam().name;
  EXPECT_TRUE(help[0] >= 'A' && help[0] <= 'Z') << GetParam().name;
  EXPECT_EQ(help.find('|'), std::string_view::npos) << "it must fit a Markdown table";
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryMetric, testing::ValuesIn(kMetricCatalogue),
                         [](const auto& param) { return std::string(param.param.name); });

TEST(Catalogue, ListsEveryMetricOnceInTheOrderOfItsNumbers) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kMetricCatalogue.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(kMetricCatalogue[i].metric), i);
    EXPECT_TRUE(names.insert(kMetricCatalogue[i].name).second) << kMetricCatalogue[i].name;
  }
}

TEST(Catalogue, HasEveryMetricThatDashboardsAndAlertsRelyOn) {
  std::set<std::string> names;
  for (const MetricRow& row : kMetricCatalogue) names.insert(name_of(row).substr(std::string("millrace_").size()));
  for (const char* name : {"checkpoints_started_total",
                           "checkpoints_completed_total",
                           "checkpoints_failed_total",
                           "checkpoints_in_progress",
                           "checkpoint_consecutive_failures",
                           "checkpoint_duration_seconds",
                           "checkpoint_last_success_timestamp_seconds",
                           "checkpoint_last_id",
                           "checkpoint_last_size_bytes",
                           "checkpoint_written_bytes_total",
                           "restores_total",
                           "restore_duration_seconds",
                           "transactions_total",
                           "transaction_duration_seconds",
                           "producer_epoch_bumps_total",
                           "records_in_total",
                           "records_out_total",
                           "bytes_in_total",
                           "bytes_out_total",
                           "consumer_lag_records",
                           "committed_offset",
                           "records_rejected_total",
                           "kafka_errors_total",
                           "watermark_timestamp_seconds",
                           "late_records_total",
                           "state_bytes",
                           "state_keys",
                           "job_state",
                           "build_info",
                           "checkpoint_stall_seconds",
                           "checkpoint_storage_errors_total",
                           "checkpoint_corruptions_total",
                           "restore_last_timestamp_seconds",
                           "consumer_lag_seconds",
                           "assigned_partitions",
                           "end_to_end_latency_seconds",
                           "ledger_mismatches_total",
                           "busy_seconds_total",
                           "idle_seconds_total",
                           "backpressured_seconds_total"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

TEST(Catalogue, HasBucketsThatRise) {
  EXPECT_TRUE(std::ranges::is_sorted(kSecondsBuckets, std::ranges::less_equal{}));
  EXPECT_GT(kSecondsBuckets.front(), 0);
}

TEST(Catalogue, TellsOfEachMetricItsTypeLabelsUnitMeaningAndFlinksName) {
  EXPECT_THAT(metric_reference(), StartsWith("| metric | type | labels | unit | meaning | Flink |\n"));
  EXPECT_THAT(metric_reference(),
              HasSubstr("| `millrace_bytes_in_total` | counter | `topic` | bytes | Bytes of keys and values read. | "
                        "numBytesIn |\n"));
}

TEST(Catalogue, IsTheTableOfTheDocumentation) {
  std::ifstream file(std::string(MILLRACE_DOCS) + "/metrics.md");
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_THAT(text.str(), HasSubstr(metric_reference())) << "docs/metrics.md is stale; it must contain:\n"
                                                         << metric_reference();
}

}  // namespace
}  // namespace millrace
