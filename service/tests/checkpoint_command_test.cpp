// `millrace checkpoint`, against a service that answers as a test tells it to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/tests/temp_directory.h"
#include "service/commands.h"
#include "service/http/http_server.h"

namespace millrace {
namespace {

using testing::HasSubstr;

constexpr const char* kPipeline = R"yaml(
name: shop
kafka: { bootstrap.servers: "127.0.0.1:1" }
sources:
  orders: { topic: orders, columns: { user_id: text } }
queries:
  totals:
    sql: SELECT user_id, count(*) AS n FROM orders GROUP BY user_id, tumble('1 minute')
    sink: { topic: totals }
)yaml";

class CheckpointCommand : public testing::Test {
 protected:
  CheckpointCommand() { std::ofstream(folder_ / "token") << "0123456789abcdef\n"; }

  void answer_with(int status, const std::string& body) {
    Routes routes([](int refused, const std::string& reason) { return HttpAnswer{.status = refused, .body = reason}; });
    routes.add("POST", "/api/v1/checkpoints", [this, status, body](const HttpRequest& request) {
      asked_ = request;
      return HttpAnswer{.status = status, .type = "application/json", .body = body};
    });
    server_ = std::move(*HttpServer::start({"tests", "tests.listen", {"127.0.0.1", 0}}, std::move(routes)));
    write("admin: { listen: \"" + to_string(server_->address()) + "\", token_file: " + (folder_ / "token").string() +
          " }\n");
  }
  void write(const std::string& admin) const { std::ofstream(folder_ / "shop.yaml") << kPipeline << admin; }
  ExitCode run_it() { return execute(TakeCheckpointCommand{folder_ / "shop.yaml", Millis{5000}}, out_, err_); }

  const TempDirectory folder_;
  std::unique_ptr<HttpServer> server_;
  HttpRequest asked_;
  std::ostringstream out_;
  std::ostringstream err_;
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

TEST_F(CheckpointCommand, SaysThatNobodyIsThere) {
  answer_with(200, "{}");
  server_.reset();
  EXPECT_EQ(run_it(), ExitCode::kUnreachable);
  EXPECT_THAT(err_.str(), HasSubstr("Is it running"));
}

TEST_F(CheckpointCommand, NeedsAnAddressAndAToken) {
  for (const char* admin : {"", "admin: {}\n", "admin: { listen: 127.0.0.1:0, token_file: x }\n"}) {
    write(admin);
    EXPECT_EQ(run_it(), ExitCode::kConfiguration) << admin;
  }
  EXPECT_THAT(err_.str(), HasSubstr("it has no admin.token_file"));
  EXPECT_THAT(err_.str(), HasSubstr("the port is not known"));
}

}  // namespace
}  // namespace millrace
