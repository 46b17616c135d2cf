#include "service/generate/monitoring.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <regex>

#include "service/generate/tests/bounds.h"

namespace millrace {
namespace {

using testing::HasSubstr;
using testing::Not;

Config slow_pipeline() {
  Config config;
  config.name = "orders-per-user";
  config.checkpoint.interval = Millis{90'000};
  config.checkpoint.timeout = Millis{100'000};
  config.state.memory = 2'000'000'000;
  return config;
}

std::string rules(const Config& config, const GivenObjectives& given = {}) {
  return alert_rules(config.name, objectives_of(config, given));
}

rapidjson::Document parsed_dashboard(const std::string& name, const Config& config, const GivenObjectives& given = {}) {
  rapidjson::Document document;
  document.Parse(dashboard(name, config.name, objectives_of(config, given)).c_str());
  EXPECT_FALSE(document.HasParseError()) << name;
  return document;
}

// The thresholds of a panel by its title: "30 60".
std::string thresholds(const rapidjson::Document& board, const std::string& title) {
  std::string values;
  for (const auto& panel : board["panels"].GetArray()) {
    if (panel["type"] != "stat" || panel["title"] != title.c_str()) continue;
    for (const auto& step : panel["fieldConfig"]["defaults"]["thresholds"]["steps"].GetArray()) {
      if (step["value"].IsNull()) continue;
      values += (values.empty() ? "" : " ") + fmt::format("{}", step["value"].GetDouble());
    }
  }
  return values;
}

// The number before such a mark.
std::uint64_t objective(const std::string& text, const std::string& name) {
  std::smatch found;
  EXPECT_TRUE(std::regex_search(text, found, std::regex("> ([0-9]+) # " + name))) << text;
  return found.empty() ? 0 : std::stoull(found[1]);
}

TEST(Alerts, BeginWhereThePipelinesIntervalAndTimeoutSay) {
  const auto text = rules(slow_pipeline());
  EXPECT_THAT(text, HasSubstr("> 270 # checkpointAgeSeconds"));
  EXPECT_THAT(text, HasSubstr("> 72 # checkpointSlowSeconds"));
  EXPECT_THAT(text, HasSubstr("> 1700000000 # stateBytes"));
}

TEST(Alerts, GiveAShortIntervalAMinute) {
  auto config = slow_pipeline();
  config.checkpoint.interval = Millis{100};
  EXPECT_THAT(rules(config), HasSubstr("> 60 # checkpointAgeSeconds"));
  config.checkpoint.interval = Millis{20'001};
  EXPECT_THAT(rules(config), HasSubstr("> 63 # checkpointAgeSeconds"));
}

TEST(Alerts, TakeTheGivenObjectivesAndLeaveTheOthers) {
  const auto given = rules(slow_pipeline(), {Millis{30'000}, Millis{5'000}});
  EXPECT_THAT(given, HasSubstr("> 30 # lagSeconds"));
  EXPECT_THAT(given, HasSubstr("> 5 # latencySeconds"));
  EXPECT_THAT(rules(slow_pipeline()), HasSubstr("> 300 # lagSeconds"));
  EXPECT_THAT(rules(slow_pipeline()), HasSubstr("for: 600s # restoreSeconds"));
}

TEST(Alerts, BeginAtBoundsInTheFilesThemselves) {
  const auto plain = alert_rules("millrace", {});
  EXPECT_TRUE(is_bound(objective(plain, "checkpointSlowSeconds")));
  EXPECT_TRUE(is_bound(objective(plain, "latencySeconds")));
}

TEST(Alerts, AreAboutTheJobAndNothingElse) {
  const auto text = rules(slow_pipeline());
  EXPECT_THAT(text, HasSubstr(R"({job="orders-per-user",phase="total"})"));
  EXPECT_THAT(text, Not(HasSubstr(R"("millrace")")));
  EXPECT_THAT(text, Not(HasSubstr("kube_")));
}

TEST(Alerts, AreOneFileOfAllGroups) {
  const auto text = rules(slow_pipeline());
  const std::regex groups("\ngroups:");
  EXPECT_EQ(std::distance(std::sregex_iterator(text.begin(), text.end(), groups), {}), 1);
  for (const char* name : {"checkpoints", "service", "sources", "transactions"}) {
    EXPECT_THAT(text, HasSubstr("\n  - name: millrace-" + std::string(name) + "\n"));
  }
}

TEST(Dashboards, AreRedWhereTheAlertsBeginAndOrangeHalfWayThere) {
  const auto overview = parsed_dashboard("overview", slow_pipeline(), {Millis{41'000}, Millis{7'000}});
  EXPECT_EQ(thresholds(overview, "Last checkpoint"), "135 270");
  EXPECT_EQ(thresholds(overview, "Lag"), "20.5 41");
  EXPECT_EQ(thresholds(overview, "Latency, p99"), "4 8");
  EXPECT_EQ(thresholds(parsed_dashboard("checkpoints", slow_pipeline()), "Last checkpoint"), "135 270");
}

TEST(Dashboards, BeginWithTheJobSelected) {
  for (const std::string& name : dashboard_names()) {
    const auto board = parsed_dashboard(name, slow_pipeline());
    for (const auto& variable : board["templating"]["list"].GetArray()) {
      const std::string which = variable["name"].GetString();
      if (which == "datasource") continue;
      EXPECT_STREQ(variable["current"]["value"].GetString(), which == "job" ? "orders-per-user" : "$__all");
    }
    EXPECT_THAT(board["title"].GetString(), HasSubstr("orders-per-user"));
  }
}

TEST(Dashboards, OfSeveralPipelinesHaveUidsThatGrafanaTakes) {
  auto other = slow_pipeline();
  other.name = std::string(100, 'x');
  for (const std::string& name : dashboard_names()) {
    const std::string uid = parsed_dashboard(name, slow_pipeline())["uid"].GetString();
    EXPECT_NE(uid, parsed_dashboard(name, other)["uid"].GetString());
    EXPECT_LE(uid.size(), 40U) << uid;
  }
}

TEST(Dashboards, KeepNoMarks) {
  for (const std::string& name : dashboard_names()) {
    EXPECT_THAT(dashboard(name, "orders", {}), Not(HasSubstr("objective\"")));
  }
  EXPECT_THROW(dashboard("none", "orders", {}), std::logic_error);
}

}  // namespace
}  // namespace millrace
