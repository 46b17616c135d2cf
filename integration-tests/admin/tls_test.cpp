// The admin interface by TLS, as curl, the commands and strangers meet it.
#include <gmock/gmock.h>

#include "integration-tests/admin/admin_trial.h"
#include "service/http/tests/certificates.h"

namespace millrace::trial {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Asked {
  int exit;
  std::string output;  // the answer, behind it its status
};

class AdminByTls : public AdminTrial {
 protected:
  void start_with(const TlsFiles& tls) {
    port_ = configure_admin("tls: { certificate: " + tls.certificate.string() + ", key: " + tls.key.string() +
                            ", client_ca: " + tls.client_ca.string() + " }");
    start();
  }
  void start_tls() { start_with(certificates_.server_that_knows_clients()); }

  Asked ask(const std::string& path, std::vector<std::string> how = {}, const std::string& scheme = "https") {
    const std::string url = scheme + "://127.0.0.1:" + std::to_string(port_) + "/api/v1/" + path;
    how.insert(how.begin(), {"/usr/bin/curl", "-sS", "--max-time", "30", "-w", " %{http_code}", url});
    Process curl(how, {}, trial.scratch / "curl.log");
    const Exit exit = curl.wait(std::chrono::seconds(60));
    return {exit.code, curl.output()};
  }
  std::vector<std::string> trusting(const std::string& authority = "ca.pem") const {
    return {"--cacert", certificates_ / authority};
  }
  // Shows a certificate, and asks for a checkpoint.
  std::vector<std::string> posting_as(const std::string& certificate, const std::string& key) const {
    return {"--cacert", certificates_ / "ca.pem",    "-X",    "POST",
            "--cert",   certificates_ / certificate, "--key", certificates_ / key};
  }

  const test::Certificates certificates_;
  int port_ = 0;
};

TEST_F(AdminByTls, AnswersWhoTrustsItsAuthority) {
  start_tls();
  const auto answer = ask("overview", trusting());
  EXPECT_EQ(answer.exit, 0) << answer.output;
  EXPECT_THAT(answer.output, HasSubstr(R"("state":"running")"));
  EXPECT_THAT(ask("overview", trusting("stranger.pem")).output, HasSubstr("certificate"));
}

TEST_F(AdminByTls, DoesNotAnswerInPlainText) {
  start_tls();
  const auto answer = ask("overview", {}, "http");
  EXPECT_NE(answer.exit, 0);
  EXPECT_THAT(answer.output, Not(HasSubstr("state")));
}

TEST_F(AdminByTls, LetsAKnownClientChangeSomething) {
  start_tls();
  const auto answer = ask("checkpoints?wait=30s", posting_as("client.crt", "client.key"));
  EXPECT_EQ(answer.exit, 0) << answer.output;
  EXPECT_THAT(answer.output, HasSubstr(R"("result":"completed")"));
  EXPECT_THAT(ask("checkpoints", trusting()).output, HasSubstr(R"("trigger":"request")"));
}

TEST_F(AdminByTls, LetsNobodyElseChangeSomething) {
  start_tls();
  auto without = trusting();
  without.insert(without.end(), {"-X", "POST"});
  const auto refused = ask("checkpoints", without);
  EXPECT_THAT(refused.output, HasSubstr(R"({"status":403,"error":"this needs a client certificate of)"));
  EXPECT_THAT(refused.output, HasSubstr(" 403"));
  const auto stranger = ask("checkpoints", posting_as("stranger.pem", "stranger.key"));
  EXPECT_NE(stranger.exit, 0) << stranger.output;
  EXPECT_THAT(ask("checkpoints", trusting()).output, Not(HasSubstr(R"("trigger":"request")")));
}

TEST_F(AdminByTls, IsReachedByTheCommands) {
  start_tls();
  const auto file = trial.service.file().string();
  expect_success({MILLRACE_BINARY, "check", "-c", file}, "nothing wrong with it");
  expect_success({MILLRACE_BINARY, "checkpoint", "-c", file}, "is committed");
  expect_success({MILLRACE_BINARY, "why", "-c", file, "--query", "orders_per_user", "--key", "nobody", "--time",
                  "2020-01-01T00:00:00Z"});
}

TEST_F(AdminByTls, DoesNotStartWithTheKeyOfAnotherCertificate) {
  configure_admin("tls: { certificate: " + (certificates_ / "broker.crt").string() +
                  ", key: " + (certificates_ / "client.key").string() + " }");
  trial.service.start();
  EXPECT_EQ(trial.service.wait(), Exit{.code = 3});
  EXPECT_THAT(trial.service.log(), HasSubstr("'key' of admin.tls: "));
  EXPECT_THAT(trial.service.log(), HasSubstr("it is not the key of the first certificate in "));
}

}  // namespace
}  // namespace millrace::trial
