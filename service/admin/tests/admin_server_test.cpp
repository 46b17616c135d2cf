#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include <ranges>
#include <set>
#include <thread>

#include "service/admin/tests/admin_world.h"
#include "service/http/tests/raw_client.h"

namespace millrace::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

const std::vector<std::string> kReadable = {"overview", "pipeline", "checkpoints", "restore", "sources",
                                            "queries",  "troubles", "errors",      "rejected"};

rapidjson::Document parsed(const HttpAnswer& answer) {
  rapidjson::Document json;
  json.Parse(answer.body.c_str());
  EXPECT_FALSE(json.HasParseError()) << answer.body;
  return json;
}

TEST_F(AdminWorld, ServesEveryPartOfTheApiAsJsonBeforeAnythingHasHappened) {
  serve();
  for (const auto& part : kReadable) {
    const auto answer = get("/api/v1/" + part);
    EXPECT_EQ(answer.status, 200) << part;
    EXPECT_EQ(answer.type, "application/json") << part;
    EXPECT_TRUE(parsed(answer).IsObject()) << part;
  }
}

TEST_F(AdminWorld, ShowsNoSecretAnywhere) {
  board.errors.add({clock.wall(), Error{"log in", "broker", "wrong password hunter2", "mend k3y-of-the-api"}});
  board.rejected.add({clock.wall(), "orders[0]@1", "type", "hunter2"});
  board.checkpoints.began(CheckpointId{1}, "interval", false, clock.wall());
  board.checkpoints.failed(CheckpointId{1}, "timeout", Error{"x", "hunter2", "hunter2", "hunter2"});
  board.restore.publish({clock.wall(), {}, {}, {}, {"a note with hunter2"}, {}});
  board.rows_out.add("totals-k3y-of-the-api", 1, 1);
  serve();
  for (const auto& part : kReadable) {
    EXPECT_THAT(get("/api/v1/" + part).body, AllOf(Not(HasSubstr("hunter2")), Not(HasSubstr(kApiKey)))) << part;
  }
  EXPECT_THAT(get("/api/v1/errors").body, HasSubstr("wrong password [secret]"));
  EXPECT_THAT(get("/api/v1/pipeline").body, HasSubstr(R"("sasl.password":"[secret]")"));
}

TEST_F(AdminWorld, ShowsTheEffectiveConfiguration) {
  serve();
  const auto body = get("/api/v1/pipeline").body;
  for (const char* piece : {R"("bootstrap.servers":"broker:9092")", R"("idle_after":"30s")", R"("memory":"1GiB")",
                            R"("retain":3)", R"("on_error":"fail")", R"("strategy":"exponential")"}) {
    EXPECT_THAT(body, HasSubstr(piece));
  }
}

TEST_F(AdminWorld, DescribesExactlyWhatItServes) {
  serve();
  const auto description = parsed(get("/api/v1/openapi.json"));
  std::set<std::string> described;
  for (const auto& path : description["paths"].GetObject()) described.insert(path.name.GetString());
  std::set<std::string> served = {"/api/v1/checkpoints", "/api/v1/state", "/api/v1/why"};
  for (const auto& part : kReadable) served.insert("/api/v1/" + part);
  EXPECT_EQ(described, served);
  const std::string there = get("/nothing").body;
  for (const auto& path : described) EXPECT_THAT(there, HasSubstr(path));
}

TEST_F(AdminWorld, DescribesItselfToWhoTriesTheVersionAlone) {
  serve();
  EXPECT_EQ(get("/api/v1").body, get("/api/v1/openapi.json").body);
}

TEST_F(AdminWorld, SaysWithEveryAnswerWhosePipelineItIs) {
  serve();
  const std::pair<std::string, std::string> name{"Millrace-Pipeline", "shop"};
  for (const char* path : {"/api/v1/overview", "/api/v1/nothing", "/"})
    EXPECT_THAT(get(path).headers, ::testing::Contains(name)) << path;
}

TEST_F(AdminWorld, SaysThatAKeyIsTooLong) {
  serve();
  const auto refused = get("/api/v1/why?query=totals&time=0&key=" + std::string(9000, 'x'));
  EXPECT_EQ(refused.status, 414);
  EXPECT_THAT(parsed(refused)["error"].GetString(), HasSubstr("too long"));
}

TEST_F(AdminWorld, SaysHowToDoWithoutAPortThatIsTaken) {
  serve();
  config.admin->listen = to_string(server->address());
  const auto second = serve_admin(*config.admin, view);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().remedy, HasSubstr("Change admin.listen (leaving admin out turns it off)"));
}

TEST_F(AdminWorld, RefusesWhatItDoesNotHaveInJson) {
  serve();
  EXPECT_EQ(get("/api/v2/overview").status, 404);
  EXPECT_EQ(parsed(get("/api/v2/overview"))["status"].GetInt(), 404);
  const auto refused = ask("DELETE", "/api/v1/checkpoints");
  EXPECT_EQ(refused.status, 405);
  EXPECT_THAT(parsed(refused)["error"].GetString(), HasSubstr("GET, HEAD, POST"));
}

// A browser that was led here under a foreign name (DNS rebinding) sends that name.
TEST_F(AdminWorld, AnswersNobodyWhoTakesItForAnotherHost) {
  config.admin->hosts = {"ops.example.com"};
  serve();
  const auto asked_as = [&](const std::string& host) {
    RawClient client(server->address());
    client.send("GET /api/v1/overview HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    return client.receive_all();
  };
  EXPECT_THAT(asked_as("evil.example"), AllOf(HasSubstr("HTTP/1.1 421"), HasSubstr("admin.hosts")));
  EXPECT_THAT(asked_as("evil.example"), Not(HasSubstr("\"pipeline\"")));
  for (const char* host : {"127.0.0.1", "localhost:8080", "ops.example.com"})
    EXPECT_THAT(asked_as(host), HasSubstr("HTTP/1.1 200")) << host;
}

TEST_F(AdminWorld, RefusesParametersThatItDoesNotKnow) {
  serve();
  EXPECT_EQ(get("/api/v1/overview?x=1").status, 400);
  EXPECT_THAT(get("/api/v1/checkpoints?limt=1").body, HasSubstr("'limt'; there is limit"));
  EXPECT_EQ(get("/api/v1/checkpoints?limit=1&limit=2").status, 400);
}

TEST_F(AdminWorld, TakesLimitsWithinTheirBounds) {
  serve();
  for (const char* limit : {"1", "200"}) {
    EXPECT_EQ(get("/api/v1/checkpoints?limit=" + std::string(limit)).status, 200) << limit;
  }
  for (const char* limit : {"0", "201", "-1", "x", "", "1.5", "99999999999999999999", "%00"}) {
    EXPECT_EQ(get("/api/v1/checkpoints?limit=" + std::string(limit)).status, 400) << limit;
  }
}

TEST_F(AdminWorld, ServesThePageWithAPolicyThatAllowsNothingForeign) {
  serve();
  const auto page = get("/");
  EXPECT_EQ(page.type, "text/html; charset=utf-8");
  std::size_t parts = 0;
  for (const auto quoted : std::views::split(page.body, '"')) {
    const std::string word(quoted.begin(), quoted.end());
    if (!word.ends_with(".js") && !word.ends_with(".css")) continue;
    EXPECT_EQ(get("/" + word).status, 200) << word;
    ++parts;
  }
  EXPECT_EQ(parts, 8U);
}

TEST_F(AdminWorld, NeedsAUsableTokenFileToStart) {
  std::ofstream(token_file) << "short";
  config.admin->token_file = token_file;
  const auto served = serve_admin(*config.admin, view);
  ASSERT_FALSE(served);
  EXPECT_EQ(served.error().stop, StopReason::kConfiguration);
}

TEST_F(AdminWorld, ListensOnWhatTheFileSaysOnly) {
  serve();
  config.admin->listen = to_string(server->address());
  const auto second = serve_admin(*config.admin, view);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().remedy, HasSubstr("admin.listen"));
}

}  // namespace
}  // namespace millrace::test
