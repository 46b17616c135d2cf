// `millrace why`, against a service that answers as a test tells it to.
#include "service/tests/asking_command.h"

namespace millrace::test {
namespace {

using ::testing::HasSubstr;

class AskingWhy : public AskingCommand {
 protected:
  AskingWhy() : AskingCommand("GET", "/api/v1/why") {}
  ExitCode run_it(const std::string& key = "ada") {
    return execute(WhyCommand{file(), "totals", key, "2026-01-02T03:04:05+01:00"}, out_, err_);
  }
};

TEST_F(AskingWhy, PrintsTheExplanation) {
  answer_with(200, R"({"answer":"waiting","explanation":"Not yet."})");
  EXPECT_EQ(run_it(), ExitCode::kOk);
  EXPECT_EQ(out_.str(), "Not yet.\n");
  EXPECT_EQ(asked_.query.find("query")->second, "totals");
  EXPECT_EQ(asked_.query.find("time")->second, "2026-01-02T03:04:05+01:00");
}

TEST_F(AskingWhy, PassesAnyKeyOnUnharmed) {
  answer_with(200, "{}");
  for (const std::string key : {"a b&c=d#e%20+", R"({"user_id":"ä"})", "", "\xff/\n?"}) {
    run_it(key);
    EXPECT_EQ(asked_.query.find("key")->second, key);
    EXPECT_EQ(asked_.query.size(), 3U) << key;
  }
}

TEST_F(AskingWhy, PassesARefusalOn) {
  answer_with(404, R"({"status":404,"error":"no query with windows is called 'totals'"})");
  EXPECT_EQ(run_it(), ExitCode::kConfiguration);
  EXPECT_THAT(err_.str(), HasSubstr("404: no query with windows"));
}

TEST_F(AskingWhy, SaysThatThePipelineDoesNotRunNow) {
  answer_with(503, R"({"status":503,"error":"the pipeline is restoring"})");
  EXPECT_EQ(run_it(), ExitCode::kUnreachable);
  EXPECT_THAT(err_.str(), HasSubstr("restoring"));
}

TEST_F(AskingWhy, BelievesNoOtherPipeline) {
  pipeline_ = "orders";
  answer_with(200, R"({"answer":"waiting","explanation":"Not yet."})");
  EXPECT_EQ(run_it(), ExitCode::kConfiguration);
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(err_.str(), HasSubstr("ask the running service of pipeline 'shop'"));
  EXPECT_THAT(err_.str(),
              HasSubstr("pipeline 'orders' answers there. Give each pipeline file an admin.listen of its own"));
}

TEST_F(AskingWhy, SaysThatNobodyIsThere) {
  answer_with(200, "{}");
  server_.reset();
  EXPECT_EQ(run_it(), ExitCode::kUnreachable);
  EXPECT_THAT(err_.str(), HasSubstr("nobody accepts a connection there. Is it running"));
}

// Reading needs no right, so it shows nothing that the service would know it by.
TEST_F(AskingWhy, GoesByTlsWithoutTheKey) {
  const Certificates certificates;
  answer_with(200, R"({"explanation":"Not yet."})", certificates.server_that_knows_clients());
  EXPECT_EQ(run_it(), ExitCode::kOk) << err_.str();
  EXPECT_FALSE(asked_.certified);
}

TEST_F(AskingWhy, NeedsAnAdminInterfaceWithAKnownPort) {
  write("");
  EXPECT_EQ(run_it(), ExitCode::kConfiguration);
  EXPECT_THAT(err_.str(), HasSubstr("it has no admin interface"));
  write("admin: { listen: 127.0.0.1:0 }\n");
  EXPECT_EQ(run_it(), ExitCode::kConfiguration);
  EXPECT_THAT(err_.str(), HasSubstr("the port is not known"));
}

}  // namespace
}  // namespace millrace::test
