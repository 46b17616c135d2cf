#include "service/generate/acl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace {
namespace {

using testing::HasSubstr;

Config pipeline() {
  Config config;
  config.name = "orders-per-user";
  config.kafka = {{"bootstrap.servers", "a:9092,b:9092"}};
  config.sources.resize(2);
  config.sources[0].topic = "orders";
  config.sources[1].topic = "payments";
  config.queries.resize(2);
  for (auto& query : config.queries) query.sink.topic = "totals";
  return config;
}

// What follows "allow", in order.
std::vector<std::string> allowed(const std::string& script) {
  std::vector<std::string> calls;
  for (std::size_t at = script.find("\nallow -"); at != std::string::npos; at = script.find("\nallow -", at + 1)) {
    calls.push_back(script.substr(at + 7, script.find('\n', at + 1) - at - 7));
  }
  return calls;
}

TEST(Acl, GrantsWhatExactlyOnceNeedsAndNoMore) {
  EXPECT_THAT(allowed(acl_script(pipeline(), std::nullopt)),
              testing::ElementsAre("--transactional-id orders-per-user --operation Write --operation Describe",
                                   "--group orders-per-user --operation Read",
                                   "--topic orders --operation Read --operation Describe",
                                   "--topic payments --operation Read --operation Describe",
                                   "--topic totals --operation Write --operation Describe"));
}

TEST(Acl, AsksTheClusterOfTheFile) {
  EXPECT_THAT(acl_script(pipeline(), std::nullopt), HasSubstr("--bootstrap-server 'a:9092,b:9092'"));
}

TEST(Acl, NamesThePrincipal) {
  auto config = pipeline();
  EXPECT_THAT(acl_script(config, "User:CN=orders,O='x'"), HasSubstr("principal='User:CN=orders,O='\\''x'\\'''\n"));
  EXPECT_THAT(acl_script(config, std::nullopt), HasSubstr("principal=${PRINCIPAL:?"));
  config.kafka["sasl.username"] = "svc";
  EXPECT_THAT(acl_script(config, std::nullopt), HasSubstr("principal='User:svc'\n"));
  EXPECT_THAT(acl_script(config, "User:other"), HasSubstr("principal='User:other'\n"));
}

}  // namespace
}  // namespace millrace
