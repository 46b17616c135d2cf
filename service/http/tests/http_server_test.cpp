// What a server does with clients that are slow, silent, greedy or no HTTP clients at all. What it does with others is
// in service/admin/tests.
#include "service/http/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "service/http/http_request.h"
#include "service/http/tests/raw_client.h"

namespace millrace::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using namespace std::chrono_literals;

class Server : public ::testing::Test {
 protected:
  void serve(const ConnectionLimits& limits = {}, std::size_t workers = 2) {
    Routes routes([](int status, const std::string& reason) { return HttpAnswer{.status = status, .body = reason}; });
    routes.add("GET", "/here", [](const HttpRequest&) { return HttpAnswer{.body = "seen"}; });
    routes.add("POST", "/here", [this](const HttpRequest&) { return ++posts_, HttpAnswer{.body = "made"}; });
    routes.add("GET", "/long", [](const HttpRequest&) { return HttpAnswer{.body = std::string(100'000, 'x')}; });
    routes.add("GET", "/echo", [](const HttpRequest& request) {
      std::string text = request.authorization;
      for (const auto& [name, value] : request.query) text += "|" + name + "=" + value;
      return HttpAnswer{.body = text};
    });
    auto server = HttpServer::start({"tests", "tests.listen", {"127.0.0.1", 0}, workers, limits}, std::move(routes));
    ASSERT_TRUE(server) << server.error().message();
    server_ = std::move(*server);
  }
  HttpAnswer ask(const std::string& method, const std::string& path, const std::string& authorization = "") {
    const auto answer = ask_http(server_->address(), method, path, authorization, 10s);
    EXPECT_TRUE(answer) << answer.error().message();
    return answer.value_or(HttpAnswer{.status = 0});
  }
  std::string ask_raw(const std::string& bytes) {
    const RawClient client(server_->address());
    EXPECT_TRUE(client.send(bytes));
    return client.receive_all();
  }
  // All connected, each having sent this.
  std::vector<std::unique_ptr<RawClient>> crowd(int clients, const std::string& bytes) {
    std::vector<std::unique_ptr<RawClient>> all;
    for (int i = 0; i < clients; ++i) {
      all.push_back(std::make_unique<RawClient>(server_->address()));
      all.back()->send(bytes);
    }
    return all;
  }

  std::unique_ptr<HttpServer> server_;
  std::atomic<int> posts_ = 0;
};

TEST_F(Server, HandsOnWhatWasAsked) {
  serve();
  EXPECT_EQ(ask("GET", "/echo?b=2%20x&a=1", "Bearer me").body, "Bearer me|a=1|b=2 x");
}

TEST_F(Server, AllowsNoMethodThatItsRoutesDoNotHave) {
  serve();
  for (const char* method : {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"}) {
    EXPECT_EQ(ask(method, "/here").status, 405) << method;
  }
  EXPECT_THAT(ask_raw("QUERY /here HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(ask_raw("QUERY /nowhere?x HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 404 "));
}

TEST_F(Server, RefusesWhatIsNotHttp) {
  serve();
  for (const char* bytes : {"hello\r\n\r\n", "GET\r\n\r\n", "GET /here\r\n\r\n", "GET /here HTTP/9.9\r\n\r\n",
                            "POST /here SPDY/1\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n"}) {
    EXPECT_THAT(ask_raw(bytes), StartsWith("HTTP/1.1 400 ")) << bytes;
  }
  EXPECT_EQ(posts_, 0);
  EXPECT_EQ(ask("GET", "/here").body, "seen");
}

TEST_F(Server, RefusesAnEndlessRequestLineOrHeader) {
  serve();
  EXPECT_THAT(ask_raw("GET /" + std::string(9000, 'x') + " HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 414 "));
  EXPECT_THAT(ask_raw("GET /here HTTP/1.1\r\nX: " + std::string(9000, 'x') + "\r\n\r\n"), StartsWith("HTTP/1.1 4"));
  EXPECT_EQ(ask("GET", "/here").body, "seen");
}

TEST_F(Server, RefusesLargeBodiesUnread) {
  serve();
  EXPECT_THAT(ask_raw("POST /here HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n"), StartsWith("HTTP/1.1 413 "));
  EXPECT_EQ(posts_, 0);
}

TEST_F(Server, ServesNoPartsOfAnAnswer) {
  serve();
  const auto answer = ask_raw("GET /here HTTP/1.1\r\nRange: bytes=0-0,1-1,2-2\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(answer, HasSubstr("seen"));
}

TEST_F(Server, ForbidsKeepingAndGuessing) {
  serve();
  const auto answer = ask_raw("GET /here HTTP/1.1\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Cache-Control: no-store"));
  EXPECT_THAT(answer, HasSubstr("X-Content-Type-Options: nosniff"));
}

// A byte now and then is never silence, so only the bound on the whole request ends this.
TEST_F(Server, EndsAClientThatDripsItsRequest) {
  serve({.silence = 5s, .request = 300ms, .response = 5s}, 1);
  const RawClient client(server_->address());
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  client.send("GET /here HTTP/1.1\r\nX: ");
  while (!client.is_closed() && std::chrono::steady_clock::now() < deadline) {
    client.send("x");
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_TRUE(client.is_closed());
  EXPECT_EQ(ask("GET", "/here").body, "seen") << "its only thread is free again";
}

// Slow clients may take a minute here, and `ask` waits for ten seconds only.
constexpr ConnectionLimits kPatient{.silence = 60s, .request = 60s, .response = 60s};

TEST_F(Server, AnswersWhileAnyNumberOfClientsDrip) {
  serve(kPatient, 1);
  const auto slow = crowd(300, "GET /here HTTP/1.1\r\nX: ");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask("GET", "/here").body, "seen");
  EXPECT_FALSE(slow.back()->is_closed()) << "it was not answered because the slow ones were ended";
}

TEST_F(Server, ClosesTheOldestOfTooManySlowClients) {
  serve({.silence = 60s, .request = 60s, .response = 60s, .waiting = 2}, 1);
  const RawClient oldest(server_->address());
  const RawClient next(server_->address()), last(server_->address());
  EXPECT_EQ(oldest.receive_all(), "");
  EXPECT_TRUE(last.send("GET /here HTTP/1.1\r\n\r\n"));
  EXPECT_THAT(last.receive_all(), HasSubstr("seen"));
}

TEST_F(Server, AnswersWhileAnyNumberOfClientsNeitherHangUpNorTakeTheirAnswers) {
  serve(kPatient, 1);
  const auto idle = crowd(60, "GET /long HTTP/1.1\r\n\r\n");
  EXPECT_EQ(ask("GET", "/here").body, "seen");
}

TEST_F(Server, EndsASilentClient) {
  serve({.silence = 100ms, .request = 30s, .response = 5s}, 1);
  const RawClient client(server_->address());
  EXPECT_THAT(client.receive_all(), ::testing::IsEmpty());
}

TEST(HttpRequest, SaysThatNobodyIsThere) {
  const auto answer = ask_http({"127.0.0.1", 1}, "GET", "/", "", 1s);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().reaction, Reaction::kRetry);
  EXPECT_THAT(answer.error().message(), HasSubstr("127.0.0.1:1"));
}

}  // namespace
}  // namespace millrace::test
