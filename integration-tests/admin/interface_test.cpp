// The admin interface of a service that really runs.
#include <gmock/gmock.h>

#include <set>

#include "integration-tests/admin/admin_trial.h"

namespace millrace::trial {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kHere = std::string(MILLRACE_SOURCE) + "/integration-tests/admin/";

TEST_F(AdminTrial, ThePageShowsLiveNumbersInLightAndDarkAndOnAPhone) {
  start();
  expect_success({"/usr/bin/node", kHere + "page.js", url()});
}

TEST_F(AdminTrial, TheApiIsWhatItsDescriptionSays) {
  start();
  expect_success({MILLRACE_DEPS "/schemathesis-4.32.5/bin/schemathesis", "run", url() + "api/v1/openapi.json",
                  "--seed=42", "--max-examples=30", "--phases=examples,coverage,fuzzing", "--workers=1",
                  "--request-timeout=10", "--max-time=90", "--generation-database=none", "--no-color",
                  "--header=Authorization: Bearer " + std::string(kToken)});
}

TEST_F(AdminTrial, ACheckpointIsTakenWhenAskedFor) {
  trial.service.spec().interval = "10m";
  configure_admin("token_file: " + token());
  trial.feed(1000);
  trial.service.start();
  trial.service.await_metric("millrace_records_in_total", 1000);
  expect_success({MILLRACE_BINARY, "checkpoint", "-c", trial.service.file().string()});
  EXPECT_THAT(get("/api/v1/checkpoints"), HasSubstr(R"("trigger":"request")"));
  trial.service.await_consumed(trial.input.name(), std::chrono::seconds(1));
}

// Up to the next quote; empty: it is not there.
std::string text_behind(const std::string& words, const std::string& json) {
  const auto at = json.find(words);
  if (at == std::string::npos) return "";
  const auto from = at + words.size();
  return json.substr(from, json.find('"', from) - from);
}

TEST_F(AdminTrial, SaysThatAWindowWaitsUntilItIsWritten) {
  start();
  const auto state = get("/api/v1/state?query=orders_per_user&limit=1");
  const auto time = text_behind(R"("window_start":")", state);
  const auto user = text_behind(R"("user_id":")", state);
  ASSERT_FALSE(user.empty()) << state;
  const auto why = "/api/v1/why?query=orders_per_user&key=" + user + "&time=" + time;
  const std::set<std::string> sensible = {"waiting", "committing", "fired"};
  EXPECT_TRUE(sensible.contains(text_behind(R"("answer":")", get(why)))) << get(why);
  eventually("the window is written", std::chrono::seconds(60), [&]() -> std::string {
    const auto told = get(why);
    return told.find(R"("answer":"fired")") != std::string::npos ? "" : told;
  });
  expect_success({MILLRACE_BINARY, "why", "-c", trial.service.file().string(), "--query", "orders_per_user", "--key",
                  user, "--time", time},
                 "It fired in checkpoint");
}

TEST_F(AdminTrial, NoSecretIsInAnyAnswerNorInTheLog) {
  start("hunter2-is-secret");
  for (const char* part : {"overview", "pipeline", "checkpoints", "restore", "sources", "queries", "errors", "rejected",
                           "state?query=orders_per_user", "why?query=orders_per_user&key=user-1&time=0"}) {
    EXPECT_THAT(get(std::string("/api/v1/") + part), Not(HasSubstr("hunter2"))) << part;
  }
  EXPECT_THAT(get("/api/v1/pipeline"), HasSubstr(R"("sasl.password":"[secret]")"));
  EXPECT_THAT(trial.service.log(), Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace millrace::trial
