// Who may change anything.
#include "service/admin/permission.h"

#include <gmock/gmock.h>

#include "service/admin/tests/admin_world.h"

namespace millrace::test {
namespace {

using ::testing::HasSubstr;

class Permission : public AdminWorld {
 protected:
  Permission() { config.admin->tls = TlsFiles{"server.pem", "server.key", "clients.pem"}; }

  HttpAnswer change(const HttpRequest& request) const {
    return for_those_who_may(*config.admin, [](const HttpRequest&) { return HttpAnswer{.body = "done"}; })(request);
  }
  // From a page, if `origin` says so, in a browser that has a certificate.
  static HttpRequest by_certificate(const std::string& origin = "") {
    return {.method = "POST",
            .path = "/",
            .query = {},
            .authorization = "",
            .host = "mill:8080",
            .origin = origin,
            .certified = true};
  }
  static HttpRequest by_token(const std::string& token) {
    return {.method = "POST", .path = "/", .query = {}, .authorization = "Bearer " + token};
  }
};

TEST_F(Permission, ComesWithACertificate) { EXPECT_EQ(change(by_certificate()).body, "done"); }

TEST_F(Permission, ComesWithTheTokenToo) {
  config.admin->token_file = token_file;
  EXPECT_EQ(change(by_token(kToken)).body, "done");
  EXPECT_EQ(change(by_certificate()).body, "done");
}

TEST_F(Permission, DoesNotComeWithNothing) {
  const auto refused = change(by_token("0123456789abcdeF"));
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("this needs a client certificate of admin.tls.client_ca"));
}

TEST_F(Permission, NamesBothWaysIfThereAreTwo) {
  config.admin->token_file = token_file;
  const auto refused = change(by_token("0123456789abcdeF"));
  EXPECT_EQ(refused.status, 401);
  EXPECT_THAT(refused.body, HasSubstr("or a certificate of admin.tls.client_ca"));
}

TEST_F(Permission, NamesBothKeysIfThereIsNoWay) {
  config.admin->tls->client_ca.clear();
  const auto refused = change(by_token(kToken));
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("neither admin.token_file nor admin.tls.client_ca is set"));
}

// A browser shows its certificate whoever makes it ask; a page cannot make it give a token that it does not know.
TEST_F(Permission, IsNotThatOfAPageElsewhere) {
  for (const char* origin : {"https://evil.example", "http://mill:8080", "https://mill", "null"}) {
    const auto refused = change(by_certificate(origin));
    EXPECT_EQ(refused.status, 403) << origin;
    EXPECT_THAT(refused.body, HasSubstr("may not change anything here")) << origin;
  }
  EXPECT_EQ(change(by_certificate("https://mill:8080")).body, "done");
}

}  // namespace
}  // namespace millrace::test
