// The alerts and dashboards that ship, in a real Prometheus that watches a real service.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/mounted.h"
#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/harness/prometheus.h"

namespace millrace::trial {
namespace {

std::string text_of(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

// A rule file that ships, with a minute's patience cut to a second's: who watches a test has no more.
std::filesystem::path impatient(const std::filesystem::path& folder, const std::string& name) {
  std::string rules = text_of(MILLRACE_SOURCE "/helm/millrace/rules/" + name);
  rules = std::regex_replace(rules, std::regex("[0-9]+ # checkpointAgeSeconds"), "3 # checkpointAgeSeconds");
  rules = std::regex_replace(rules, std::regex("for: [0-9]+m"), "for: 1s");
  std::ofstream(folder / name) << rules;
  return folder / name;
}

class Monitoring : public testing::Test {
 protected:
  Monitoring() {
    trial_.service.spec().storage = disk_.path();
    trial_.service.spec().timeout = "2s";
    trial_.service.spec().kafka["statistics.interval.ms"] = "500";
  }

  void run_watched(const std::vector<std::filesystem::path>& rules) {
    feed_ = trial_.feed_in_background(2000);
    trial_.service.start();
    trial_.service.await_metric("millrace_checkpoints_completed_total", 10);
    prometheus_ = std::make_unique<Prometheus>(trial_.scratch / "prometheus", trial_.service.port().value(), rules);
  }

  OrdersTrial trial_;
  MountedTmpfs disk_{trial_.scratch / "disk", "64m"};
  std::unique_ptr<Feed> feed_;
  std::unique_ptr<Prometheus> prometheus_;
};

TEST_F(Monitoring, AlertsFireWhileCheckpointsFailAndEndWithTheTrouble) {
  run_watched({impatient(trial_.scratch.path(), "checkpoints.yaml"), impatient(trial_.scratch.path(), "service.yaml")});
  prometheus_->await("increase(millrace_checkpoints_completed_total[30s]) > 0");
  prometheus_->await_none("ALERTS");
  // What MillraceWatermarkStalled joins: each query's watermark and its own input.
  prometheus_->await(
      "millrace_watermark_timestamp_seconds and on (job, instance, stage) label_replace("
      "rate(millrace_ledger_query_records_total{outcome=\"decoded\"}[30s]) > 0, \"stage\", \"$1\", \"query\", "
      "\"(.+)\")");

  disk_.fill();
  prometheus_->await(firing("MillraceCheckpointStale"));
  prometheus_->await(firing("MillraceCheckpointStorageErrors"));
  prometheus_->await(firing("MillraceCheckpointsFailing"));

  disk_.make_room();
  prometheus_->await_none(firing("MillraceCheckpointStale"));
  prometheus_->await_none(firing("MillraceCheckpointsFailing"));
  feed_->end();
  trial_.expect_exact();
}

// What is empty while all is well: labels that come with the first of their kind.
bool needs_trouble(const std::string& expression) {
  return expression.find("millrace_records_rejected_total") != expression.npos ||
         expression.find("millrace_kafka_errors_total") != expression.npos ||
         expression.find("millrace_restores_total{namespace=~\".*\",job=~\".+\",instance=~\".+\"}[1m]) > 0") !=
             expression.npos;
}

TEST_F(Monitoring, EveryPanelOfTheDashboardsShowsSomething) {
  const std::string root = MILLRACE_SOURCE;
  Process list({"/bin/sh", "-c",
                root + "/integration-tests/helm/expressions.py --plain " + root + "/helm/millrace/dashboards/*.json"},
               {}, trial_.scratch / "expressions");
  ASSERT_EQ(list.wait(std::chrono::seconds(30)), Exit{.code = 0}) << list.output();
  run_watched({});
  std::istringstream lines(list.output());
  int asked = 0;
  for (std::string expression; std::getline(lines, expression);) {
    if (needs_trouble(expression)) continue;
    prometheus_->await(expression);
    ++asked;
  }
  EXPECT_GT(asked, 50);
}

}  // namespace
}  // namespace millrace::trial
