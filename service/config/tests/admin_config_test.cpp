// The section `admin`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/config/secrets.h"
#include "service/config/tests/pipeline_files.h"

namespace millrace {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string with_lines(const std::string& lines) { return kGoodFile + lines; }

TEST(AdminConfig, IsNoneUnlessTheFileAsksForIt) { EXPECT_FALSE(read_well(kGoodFile).admin); }

TEST(AdminConfig, ListensOnTheLoopbackWithoutAToken) {
  const auto config = read_well(with_lines("admin: {}\n"));
  ASSERT_TRUE(config.admin);
  EXPECT_EQ(config.admin->listen, "127.0.0.1:8080");
  EXPECT_TRUE(config.admin->token_file.empty());
}

TEST(AdminConfig, TakesItsKeys) {
  const auto config = read_well(with_lines("admin: { listen: \"[::1]:9000\", token_file: /run/secrets/token }\n"));
  EXPECT_EQ(config.admin->listen, "[::1]:9000");
  EXPECT_EQ(config.admin->token_file, "/run/secrets/token");
}

TEST(AdminConfig, TakesNamesOfHosts) {
  EXPECT_THAT(read_well(with_lines("admin: {}\n")).admin->hosts, IsEmpty());
  EXPECT_THAT(read_well(with_lines("admin: { hosts: ops.example.com }\n")).admin->hosts,
              ElementsAre("ops.example.com"));
  EXPECT_THAT(read_well(with_lines("admin: { hosts: [a, b-1.c_2] }\n")).admin->hosts, ElementsAre("a", "b-1.c_2"));
}

TEST(AdminConfig, RefusesWhatIsNoNameOfAHost) {
  for (const char* host : {"\"\"", "http://a", "a:80", "a/b", "\"*\"", "\"a b\""}) {
    const auto problems = problems_of(with_lines("admin: { hosts: [" + std::string(host) + "] }\n"));
    ASSERT_EQ(problems.size(), 1U) << host;
    EXPECT_THAT(problems[0].message, HasSubstr("'hosts' of admin")) << host;
  }
}

TEST(AdminConfig, RefusesWhatIsNoAddress) {
  for (const char* listen : {"8080", "\"\"", "localhost", "127.0.0.1:99999"}) {
    const auto problems = problems_of(with_lines("admin: { listen: " + std::string(listen) + " }\n"));
    ASSERT_EQ(problems.size(), 1U) << listen;
    EXPECT_THAT(problems[0].message, HasSubstr("'listen' of admin")) << listen;
  }
}

TEST(AdminConfig, HasAListenerOfItsOwn) {
  const auto problems =
      problems_of(with_lines("metrics: { listen: 127.0.0.1:9000 }\nadmin: { listen: 127.0.0.1:9000 }\n"));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0].message, HasSubstr("both listen on 127.0.0.1:9000"));
  EXPECT_EQ(problems[0].line, 21U);
  read_well(with_lines("metrics: { listen: 127.0.0.1:0 }\nadmin: { listen: 127.0.0.1:0 }\n"));
}

TEST(AdminConfig, WarnsOfAnInterfaceThatOthersReachWithoutAToken) {
  EXPECT_THAT(read_well(with_lines("admin: { listen: 0.0.0.0:8080 }\n")).notes(),
              ElementsAre(HasSubstr("0.0.0.0:8080")));
  EXPECT_THAT(read_well(with_lines("admin: { listen: \"[::]:8080\" }\n")).notes(), ElementsAre(HasSubstr("token")));
}

TEST(AdminConfig, DoesNotWarnOfTheLoopbackOrWithAToken) {
  for (const char* admin : {"{}", "{ listen: 127.9.9.9:1 }", "{ listen: localhost:8080 }", "{ listen: \"[::1]:1\" }",
                            "{ listen: 0.0.0.0:8080, token_file: t }"}) {
    EXPECT_THAT(read_well(with_lines("admin: " + std::string(admin) + "\n")).notes(), IsEmpty()) << admin;
  }
}

TEST(SecretVariables, AreKnownByTheirNames) {
  for (const char* name : {"KAFKA_PASSWORD", "API_KEY", "MY_TOKEN", "JAAS_CONFIG", "DB_PASS", "clientSecret"}) {
    EXPECT_TRUE(is_secret_variable(name)) << name;
  }
  for (const char* name : {"KAFKA_BOOTSTRAP", "TOPIC", "MONKEY", "KEYS", "COMPASS", "AUTHOR"}) {
    EXPECT_FALSE(is_secret_variable(name)) << name;
  }
}

TEST(SecretVariables, AreRememberedByTheConfiguration) {
  const auto config = read_well(spoilt("localhost:9092", "${API_KEY}.example:${PORT}"),
                                variables({{"API_KEY", "k1x9"}, {"PORT", "9092"}}));
  EXPECT_THAT(config.secrets, ElementsAre("k1x9"));
}

TEST(SecretVariables, AreNotRememberedWhenTooShortToBeHidden) {
  const auto config = read_well(spoilt("shards: 4", "shards: \"${SHARD_KEY}\""), variables({{"SHARD_KEY", "4"}}));
  EXPECT_THAT(config.secrets, IsEmpty());
}

TEST(SecretVariables, ComeBesideTheSecretsOfKafka) {
  const auto config = read_well(spoilt("localhost:9092", "localhost:9092\n  sasl.password: hunter2"));
  EXPECT_THAT(config.secrets, Contains("hunter2"));
}

}  // namespace
}  // namespace millrace
