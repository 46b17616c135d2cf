// `millrace checkpoint`, against a service that answers as a test tells it to.
#include "service/tests/asking_command.h"

namespace millrace::test {
namespace {

using ::testing::HasSubstr;

class CheckpointCommand : public AskingCommand {
 protected:
  CheckpointCommand() : AskingCommand("POST", "/api/v1/checkpoints") {}
  ExitCode run_it() { return execute(TakeCheckpointCommand{file(), Millis{5000}}, out_, err_); }
};

TEST_F(CheckpointCommand, SaysThatItIsCommitted) {
  answer_with(200, R"({"checkpoint":7,"result":"completed"})");
  EXPECT_EQ(run_it(), ExitCode::kOk);
  EXPECT_EQ(out_.str(), "checkpoint 7 is committed\n");
  EXPECT_EQ(asked_.authorization, "Bearer 0123456789abcdef");
  EXPECT_EQ(asked_.query.find("wait")->second, "5s");
}

TEST_F(CheckpointCommand, SaysWhyItFailed) {
  answer_with(200, R"({"checkpoint":7,"result":"failed","error":{"attempted":"write","object":"x","cause":"disk full",)"
                   R"("remedy":"Free space"}})");
  EXPECT_EQ(run_it(), ExitCode::kCheckpointFailed);
  EXPECT_THAT(err_.str(), HasSubstr("checkpoint 7 failed: write: disk full. Free space"));
}

TEST_F(CheckpointCommand, SaysThatItIsNotDecidedYet) {
  answer_with(202, R"({"checkpoint":7,"result":"promised"})");
  EXPECT_EQ(run_it(), ExitCode::kCheckpointFailed);
  EXPECT_THAT(err_.str(), HasSubstr("checkpoint 7 is not committed after 5s"));
}

TEST_F(CheckpointCommand, PassesARefusalOn) {
  answer_with(401, R"({"status":401,"error":"this needs the token"})");
  EXPECT_EQ(run_it(), ExitCode::kConfiguration);
  EXPECT_THAT(err_.str(), HasSubstr("401: this needs the token"));
}

TEST_F(CheckpointCommand, SaysThatThePipelineDoesNotRunNow) {
  answer_with(503, R"({"status":503,"error":"the pipeline is restoring"})");
  EXPECT_EQ(run_it(), ExitCode::kCheckpointFailed);
  EXPECT_THAT(err_.str(), HasSubstr("restoring"));
}

TEST_F(CheckpointCommand, BearsAnAnswerThatIsNone) {
  answer_with(200, "<html>");
  EXPECT_EQ(run_it(), ExitCode::kConfiguration);
  EXPECT_THAT(err_.str(), HasSubstr("the service answered 200"));
}

TEST_F(CheckpointCommand, AsksNoOtherPipeline) {
  pipeline_ = "orders";
  answer_with(200, R"({"checkpoint":7,"result":"completed"})");
  EXPECT_EQ(run_it(), ExitCode::kConfiguration);
  EXPECT_EQ(asked_.method, "") << "it takes no checkpoint";
  EXPECT_THAT(err_.str(), HasSubstr("pipeline 'orders' answers there"));
}

TEST_F(CheckpointCommand, SaysThatNobodyIsThere) {
  answer_with(200, "{}");
  server_.reset();
  EXPECT_EQ(run_it(), ExitCode::kUnreachable);
  EXPECT_THAT(err_.str(), HasSubstr("Is it running"));
}

TEST_F(CheckpointCommand, ShowsTheCertificateWhereThereIsNoToken) {
  const Certificates certificates;
  answer_with(200, R"({"checkpoint":7,"result":"completed"})", certificates.server_that_knows_clients());
  EXPECT_EQ(run_it(), ExitCode::kOk) << err_.str();
  EXPECT_TRUE(asked_.certified);
  EXPECT_EQ(asked_.authorization, "");
}

TEST_F(CheckpointCommand, TrustsNobodyElse) {
  const Certificates certificates;
  answer_with(200, R"({"checkpoint":7,"result":"completed"})", certificates.stranger());
  write_tls(certificates.server_that_knows_clients());
  EXPECT_EQ(run_it(), ExitCode::kUnreachable);
  EXPECT_THAT(err_.str(), HasSubstr("who answers there shows another certificate"));
  EXPECT_EQ(asked_.method, "") << "nothing was said to it";
}

TEST_F(CheckpointCommand, NeedsAnAddressAndAToken) {
  for (const char* admin : {"", "admin: {}\n", "admin: { listen: 127.0.0.1:0, token_file: x }\n"}) {
    write(admin);
    EXPECT_EQ(run_it(), ExitCode::kConfiguration) << admin;
  }
  EXPECT_THAT(err_.str(), HasSubstr("it has no admin.token_file and no admin.tls.client_ca"));
  EXPECT_THAT(err_.str(), HasSubstr("the port is not known"));
}

}  // namespace
}  // namespace millrace::test
