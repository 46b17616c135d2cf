// No secret of a pipeline file shows anywhere that people look.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "integration-tests/harness/http_get.h"
#include "integration-tests/security/secured_trial.h"

namespace millrace::trial {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kToken = "quarter-past-token";

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

// As a YAML scalar in one line.
std::string quoted(const std::string& text) {
  std::string yaml = "\"";
  for (const char c : text) yaml += c == '\n' ? std::string("\\n") : std::string(1, c);
  return yaml + "\"";
}

class Redaction : public SecuredTrial {
 protected:
  // A password, a key in the file and the key's password, all needed or at least read.
  Way with_every_secret() const {
    Way way = by_scram();
    way.properties["ssl.certificate.location"] = broker_.certificate("client.crt");
    way.properties["ssl.key.pem"] = quoted(text_of(broker_.certificate("client.locked.key")));
    way.properties["ssl.key.password"] = kKeyPassword;
    way.properties["debug"] = "all";
    return way;
  }

  std::vector<std::string> secrets() const {
    std::vector<std::string> all = {kScramPassword, kKeyPassword, kToken};
    std::istringstream key(text_of(broker_.certificate("client.locked.key")));
    for (std::string line; std::getline(key, line);) {
      if (!line.starts_with("-----")) all.push_back(line);
    }
    return all;
  }
  void expect_no_secret(const std::string& where, const std::string& text) const {
    EXPECT_FALSE(text.empty()) << where;
    for (const std::string& secret : secrets()) EXPECT_THAT(text, Not(HasSubstr(secret))) << where;
  }

  std::string answer(std::optional<int> port, const std::string& path) const {
    const auto said = http_get(port.value(), path);
    return said ? said->body : std::string();
  }
  // What a command says of the pipeline file of the last start.
  std::string said_by(std::vector<std::string> words) const {
    words.insert(words.begin(), MILLRACE_BINARY);
    words.insert(words.end(), {"-c", trial_.service.file()});
    Process process(words, {}, scratch_ / "command.log");
    process.wait(std::chrono::seconds(60));
    return process.output();
  }
};

TEST_F(Redaction, HidesEverySecretOfARunningService) {
  std::ofstream(scratch_ / "token") << kToken << "\n";
  trial_.service.spec().admin = "{ listen: 127.0.0.1:0, token_file: " + (scratch_ / "token").string() + " }";
  grant(needed());
  trial_.feed(20000);
  start(with_every_secret(), {.arguments = {"--log-level", "trace"}});
  trial_.service.await_metric("millrace_records_out_total", 1000);

  const auto admin = trial_.service.admin_port();
  for (const std::string path : {"overview", "pipeline", "sources", "queries", "checkpoints", "restore", "errors"}) {
    expect_no_secret(path, answer(admin, "/api/v1/" + path));
  }
  EXPECT_THAT(answer(admin, "/api/v1/pipeline"), HasSubstr("[secret]"));
  for (const std::string path : {"/", "/app.js", "/api/v1/openapi.json"}) expect_no_secret(path, answer(admin, path));
  expect_no_secret("metrics", answer(trial_.service.port(), "/metrics"));
  expect_no_secret("check", said_by({"check"}));
  expect_no_secret("check --connect", said_by({"check", "--connect"}));
  expect_no_secret("checkpoint", said_by({"checkpoint"}));
  expect_no_secret("checkpoints list", said_by({"checkpoints", "list"}));
  trial_.service.stop();
  EXPECT_THAT(trial_.service.log(), HasSubstr("SASL")) << "the client's own debugging is not in the log";
  expect_no_secret("log", trial_.service.log());
}

TEST_F(Redaction, HidesTheSecretsOfAServiceThatIsNotLetIn) {
  Way way = with_every_secret();
  way.properties["sasl.username"] = "stranger";
  start(way, {.arguments = {"--log-level", "trace"}});
  EXPECT_EQ(trial_.service.wait(), Exit{.code = 3});
  EXPECT_THAT(trial_.service.log(), HasSubstr("Check kafka: sasl.mechanisms, sasl.username and sasl.password"));
  expect_no_secret("log", trial_.service.log());
  expect_no_secret("check --connect", said_by({"check", "--connect"}));
}

TEST_F(Redaction, HidesTheSecretsOfAFileThatIsWrong) {
  Way way = with_every_secret();
  way.properties["ssl.key.pasword"] = kKeyPassword;
  start(way);
  EXPECT_EQ(trial_.service.wait(), Exit{.code = 3});
  EXPECT_THAT(trial_.service.log(), HasSubstr("ssl.key.pasword"));
  expect_no_secret("log", trial_.service.log());
  std::ofstream(trial_.service.file(), std::ios::app) << "sasl.password: " << kScramPassword << "\n  - not YAML: [\n";
  expect_no_secret("check of no YAML", said_by({"check"}));
}

}  // namespace
}  // namespace millrace::trial
