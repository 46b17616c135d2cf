// The admin interface of a service that really runs.
#include <gmock/gmock.h>

#include "integration-tests/admin/admin_trial.h"
#include "integration-tests/harness/tcp.h"

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
  std::ofstream(token()) << kToken << "\n";
  // A port that is known before, for the command reads it from the same file.
  const int free = port_of(listen_on_free_port());
  trial.service.spec().admin = "{ listen: 127.0.0.1:" + std::to_string(free) + ", token_file: " + token() + " }";
  trial.feed(1000);
  trial.service.start();
  trial.service.await_metric("millrace_records_in_total", 1000);
  expect_success({MILLRACE_BINARY, "checkpoint", "-c", trial.service.file().string()});
  EXPECT_THAT(get("/api/v1/checkpoints"), HasSubstr(R"("trigger":"request")"));
  trial.service.await_consumed(trial.input.name(), std::chrono::seconds(1));
}

TEST_F(AdminTrial, NoSecretIsInAnyAnswerNorInTheLog) {
  start("hunter2-is-secret");
  for (const char* part :
       {"overview", "pipeline", "checkpoints", "restore", "sources", "queries", "errors", "rejected"}) {
    EXPECT_THAT(get(std::string("/api/v1/") + part), Not(HasSubstr("hunter2"))) << part;
  }
  EXPECT_THAT(get("/api/v1/pipeline"), HasSubstr(R"("sasl.password":"[secret]")"));
  EXPECT_THAT(trial.service.log(), Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace millrace::trial
