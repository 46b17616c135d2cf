// A server that speaks TLS: whom it trusts, who trusts it, and that its limits stay.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "service/http/deadline_stream.h"
#include "service/http/http_request.h"
#include "service/http/http_server.h"
#include "service/http/tests/certificates.h"
#include "service/http/tests/raw_client.h"

namespace millrace::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace std::chrono_literals;
using std::filesystem::copy_options;

constexpr std::size_t kMuch = 8 << 20;  // more than the kernel takes at once

class Tls : public ::testing::Test {
 protected:
  void serve(const std::optional<TlsFiles>& tls, const ConnectionLimits& limits = {}) {
    Routes routes([](int status, const std::string& reason) { return HttpAnswer{.status = status, .body = reason}; });
    routes.add("GET", "/who",
               [](const HttpRequest& request) { return HttpAnswer{.body = request.certified ? "known" : "anybody"}; });
    routes.add("GET", "/much", [](const HttpRequest&) { return HttpAnswer{.body = std::string(kMuch, 'x')}; });
    auto server = HttpServer::start({.serves = "tests",
                                     .key = "tests.listen",
                                     .address = {"127.0.0.1", 0},
                                     .workers = 1,
                                     .limits = limits,
                                     .tls = tls},
                                    std::move(routes));
    ASSERT_TRUE(server) << server.error().message();
    server_ = std::move(*server);
  }
  Result<HttpAnswer> ask(const std::optional<TlsFiles>& tls, const std::string& path = "/who") {
    return ask_http(server_->address(), "GET", path, "", 10s, tls);
  }
  // As a browser or curl asks: an authority is trusted, and the name has to be right. "": not let in.
  std::string ask_as(const std::string& certificate, const std::string& key) {
    httplib::SSLClient client("127.0.0.1", server_->address().port, certificate, key);
    client.set_ca_cert_path((certificates_ / "ca.pem").string());
    const auto answer = client.Get("/who");
    return answer ? answer->body : "";
  }
  TlsFiles without_key(TlsFiles files) const {
    files.key.clear();
    return files;
  }

  const Certificates certificates_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(Tls, IsSpokenWithWhoKnowsTheCertificate) {
  serve(certificates_.server());
  EXPECT_EQ(ask(without_key(certificates_.server())).value().body, "anybody");
  EXPECT_EQ(ask_as("", ""), "anybody");
}

TEST_F(Tls, IsNotSpokenWithWhoKnowsAnotherCertificate) {
  serve(certificates_.server());
  const auto answer = ask(certificates_.stranger());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().reaction, Reaction::kRetry);
  EXPECT_THAT(answer.error().message(), HasSubstr("who answers there shows another certificate"));
}

TEST_F(Tls, IsNotTakenFromAServerOfPlainText) {
  serve(std::nullopt);
  const auto answer = ask(certificates_.server());
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message(), HasSubstr("who answers there speaks no TLS"));
}

TEST_F(Tls, LeavesNothingToPlainText) {
  serve(certificates_.server());
  const RawClient client(server_->address());
  client.send("GET /who HTTP/1.1\r\n\r\n");
  EXPECT_THAT(client.receive_all(), Not(HasSubstr("anybody")));
  EXPECT_EQ(ask(certificates_.server()).value().body, "anybody") << "the next client is served";
}

TEST_F(Tls, KnowsTheClientsOfItsAuthority) {
  serve(certificates_.server_that_knows_clients());
  EXPECT_EQ(ask_as(certificates_ / "client.crt", certificates_ / "client.key"), "known");
  EXPECT_EQ(ask_as("", ""), "anybody");
}

TEST_F(Tls, RefusesOtherClients) {
  serve(certificates_.server_that_knows_clients());
  EXPECT_EQ(ask_as(certificates_ / "stranger.pem", certificates_ / "stranger.key"), "");
  EXPECT_EQ(ask_as(certificates_ / "expired.crt", certificates_ / "expired.key"), "");
}

TEST_F(Tls, AsksNoClientWithoutAnAuthority) {
  serve(certificates_.server());
  EXPECT_EQ(ask_as(certificates_ / "client.crt", certificates_ / "client.key"), "anybody");
}

// The authority of its clients need not be its own.
TEST_F(Tls, KnowsWhoShowsItsOwnCertificate) {
  TlsFiles files = certificates_.server();
  files.client_ca = certificates_ / "stranger.pem";
  serve(files);
  EXPECT_EQ(ask(files).value().body, "known");
  EXPECT_EQ(ask(without_key(files)).value().body, "anybody");
  EXPECT_EQ(ask_as(certificates_ / "client.crt", certificates_ / "client.key"), "");
}

TEST_F(Tls, IsSpokenWithARenewedCertificateAtOnce) {
  serve(certificates_.server());
  std::filesystem::copy_file(certificates_ / "client.crt", certificates_ / "broker.crt",
                             copy_options::overwrite_existing);
  EXPECT_EQ(ask_as("", ""), "anybody") << "half of a renewal changes nothing";
  std::filesystem::copy_file(certificates_ / "client.key", certificates_ / "broker.key",
                             copy_options::overwrite_existing);
  EXPECT_EQ(ask(TlsFiles{certificates_ / "client.crt", "", ""}).value().body, "anybody");
}

TEST_F(Tls, IsRefusedWithoutItsFiles) {
  HttpServerSettings settings{"tests", "tests.listen", {"127.0.0.1", 0}};
  settings.tls = TlsFiles{"/none", "/none", ""};
  const auto server = HttpServer::start(settings, Routes([](int, const std::string&) { return HttpAnswer{}; }));
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().stop, StopReason::kConfiguration);
  EXPECT_THAT(server.error().message(), HasSubstr("/none"));
}

TEST_F(Tls, CarriesALongAnswerWhole) {
  serve(certificates_.server());
  EXPECT_EQ(ask(certificates_.server(), "/much").value().body.size(), kMuch);
}

TEST_F(Tls, EndsAClientThatIsSilentInTheHandshake) {
  serve(certificates_.server(), {.silence = 100ms, .request = 30s, .response = 5s});
  const RawClient client(server_->address());
  EXPECT_THAT(client.receive_all(), IsEmpty());
  EXPECT_EQ(ask(certificates_.server()).value().body, "anybody") << "its only thread is free again";
}

TEST_F(Tls, IsSpokenWhileManyOthersAreSilentInTheHandshake) {
  serve(certificates_.server(), {.silence = 60s, .request = 60s, .response = 60s});
  std::vector<std::unique_ptr<RawClient>> silent;
  for (int i = 0; i < 60; ++i) silent.push_back(std::make_unique<RawClient>(server_->address()));
  EXPECT_EQ(ask(certificates_.server()).value().body, "anybody");
}

// A byte of TLS now and then is never silence, so only the bound on the whole request ends this.
TEST_F(Tls, EndsAClientThatDripsItsRequest) {
  serve(certificates_.server(), {.silence = 5s, .request = 500ms, .response = 5s});
  const auto context = client_context(certificates_.server());
  TlsSession session(SSL_new(context->get()));
  SSL_set_connect_state(session.get());
  const RawClient bare(server_->address());
  DeadlineStream client(bare.duplicate(), {10s, 60s, 60s}, std::move(session));
  ASSERT_TRUE(client.handshake());
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  httplib::Stream& drips = client;
  bool open = drips.write("GET /who HTTP/1.1\r\nX: ") > 0;
  while (open && std::chrono::steady_clock::now() < deadline) {
    open = drips.write("x") > 0;
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_FALSE(open);
  EXPECT_EQ(ask(certificates_.server()).value().body, "anybody") << "its only thread is free again";
}

}  // namespace
}  // namespace millrace::test
