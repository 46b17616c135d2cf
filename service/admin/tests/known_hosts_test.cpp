#include "service/admin/known_hosts.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

KnownHosts listening_on(const std::string& host, std::vector<std::string> more = {}) {
  return {ListenAddress{host, 8080}, std::move(more)};
}

TEST(KnownHosts, AreTheLoopbackByNameAndAddress) {
  const auto hosts = listening_on("127.0.0.1");
  for (const char* host : {"localhost", "localhost:8080", "LocalHost:1", "localhost.", "127.0.0.1", "127.9.9.9:8080",
                           "[::1]:8080", "[::1]"}) {
    EXPECT_TRUE(hosts.has(host)) << host;
  }
}

TEST(KnownHosts, AreNoNamesThatSomebodyElseChose) {
  const auto hosts = listening_on("127.0.0.1");
  for (const char* host : {"evil.example", "evil.example:8080", "127.0.0.1.evil.example", "127.evil.example",
                           "localhost.evil.example", "10.0.0.7", "[fe80::1]:8080", "", ":8080", "[", "[]"}) {
    EXPECT_FALSE(hosts.has(host)) << host;
  }
}

TEST(KnownHosts, AreTheAddressThatIsListenedOn) {
  EXPECT_TRUE(listening_on("10.0.0.7").has("10.0.0.7:8080"));
  EXPECT_FALSE(listening_on("10.0.0.7").has("10.0.0.8:8080"));
  EXPECT_TRUE(listening_on("node-1.example").has("NODE-1.example"));
}

TEST(KnownHosts, AreAllAddressesWhereAllAreListenedOnButNoNames) {
  for (const char* everywhere : {"0.0.0.0", "::"}) {
    const auto hosts = listening_on(everywhere);
    EXPECT_TRUE(hosts.has("10.1.2.3:8080")) << everywhere;
    EXPECT_TRUE(hosts.has("[2001:db8::7]:8080")) << everywhere;
    EXPECT_FALSE(hosts.has("evil.example")) << everywhere;
    EXPECT_FALSE(hosts.has("10.1.2.3.evil.example")) << everywhere;
  }
}

TEST(KnownHosts, AreThoseThatTheFileAdds) {
  const auto hosts = listening_on("0.0.0.0", {"Millrace.shop.svc"});
  EXPECT_TRUE(hosts.has("millrace.shop.svc:8080"));
  EXPECT_FALSE(hosts.has("millrace.shop.svc.evil.example"));
}

}  // namespace
}  // namespace millrace
