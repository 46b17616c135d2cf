// `millrace healthcheck`, against a service that answers as a test tells it to.
#include "service/tests/asking_command.h"

namespace millrace::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AskingForHealth : public AskingCommand {
 protected:
  AskingForHealth() : AskingCommand("GET", "/live") {}
  void answer_with(int status, const std::string& body) {
    AskingCommand::answer_with(status, body);
    write("metrics: { listen: \"" + to_string(server_->address()) + "\" }\n");
  }
  ExitCode run_it() { return execute(HealthcheckCommand{file()}, out_, err_); }
};

TEST_F(AskingForHealth, PassesOnThatTheServiceIsWell) {
  answer_with(200, "live\n");
  EXPECT_EQ(run_it(), ExitCode::kOk);
  EXPECT_EQ(out_.str(), "live\n");
}

TEST_F(AskingForHealth, PassesOnThatItIsNot) {
  answer_with(503, "no heartbeat for 40 s\n");
  EXPECT_EQ(run_it(), ExitCode::kUnhealthy);
  EXPECT_EQ(err_.str(), "no heartbeat for 40 s\n");
  EXPECT_THAT(out_.str(), IsEmpty());
}

TEST_F(AskingForHealth, SaysThatNobodyIsThere) {
  answer_with(200, "live\n");
  server_.reset();
  EXPECT_EQ(run_it(), ExitCode::kUnreachable);
  EXPECT_THAT(err_.str(), HasSubstr("nobody accepts a connection there. Is it running"));
}

TEST_F(AskingForHealth, NeedsAPortToAsk) {
  for (const char* listen : {"\"\"", "127.0.0.1:0"}) {
    write("metrics: { listen: " + std::string(listen) + " }\n");
    EXPECT_EQ(run_it(), ExitCode::kConfiguration) << listen;
    EXPECT_THAT(err_.str(), HasSubstr("Give metrics.listen a port"));
  }
}

TEST_F(AskingForHealth, SaysWhatIsWrongWithTheFile) {
  write("metrics: { listen: nowhere }\n");
  EXPECT_EQ(run_it(), ExitCode::kConfiguration);
  EXPECT_THAT(err_.str(), HasSubstr("shop.yaml:"));
}

}  // namespace
}  // namespace millrace::test
