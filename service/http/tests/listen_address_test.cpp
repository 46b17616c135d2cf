#include "service/http/listen_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace {
namespace {

using testing::HasSubstr;

TEST(ListenAddress, IsAHostAndAPort) {
  const auto address = parse_listen_address("127.0.0.1:9464");
  ASSERT_TRUE(address) << address.error();
  EXPECT_EQ(address->host, "127.0.0.1");
  EXPECT_EQ(address->port, 9464);
}

TEST(ListenAddress, TakesHostNamesAndTheFreePort) {
  EXPECT_EQ(parse_listen_address("localhost:0")->host, "localhost");
  EXPECT_EQ(parse_listen_address("localhost:0")->port, 0);
  EXPECT_EQ(parse_listen_address("localhost:65535")->port, 65535);
}

TEST(ListenAddress, TakesSixthVersionAddressesInBracketsOnly) {
  ASSERT_TRUE(parse_listen_address("[::1]:80"));
  EXPECT_EQ(parse_listen_address("[::1]:80")->host, "::1");
  EXPECT_EQ(to_string(*parse_listen_address("[::1]:80")), "[::1]:80");
  EXPECT_FALSE(parse_listen_address("::1:80"));
}

TEST(ListenAddress, RefusesWhatIsNotOneAndShowsOne) {
  for (const char* text : {"", "9464", ":9464", "host", "host:", "host:http", "host:80x", "host:-1", "ho st:80",
                           "http://host:80", "[]:80", "[::1:80", "host:+1"}) {
    const auto address = parse_listen_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_THAT(address.error(), HasSubstr("127.0.0.1:9464")) << text;
  }
}

TEST(ListenAddress, RefusesAPortThatThereIsNot) {
  EXPECT_THAT(parse_listen_address("host:65536").error(), HasSubstr("65535"));
  EXPECT_FALSE(parse_listen_address("host:99999999999999999999"));
}

TEST(ListenAddress, ReadsBackAsItWasWritten) {
  for (const char* text : {"127.0.0.1:9464", "[fe80::1]:0", "example.org:1"}) {
    EXPECT_EQ(to_string(*parse_listen_address(text)), text);
  }
}

}  // namespace
}  // namespace millrace
