// Properties that are each fine, and of which librdkafka makes no client: refused here, not at the start of a run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/config/tests/pipeline_files.h"

namespace millrace {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string with_property(const std::string& properties) {
  return spoilt("bootstrap.servers: localhost:9092\n", "bootstrap.servers: localhost:9092\n" + properties);
}

std::vector<ConfigProblem> looked_at(const std::string& text) {
  const auto config = read_config(text, no_variables(), NamedFiles::kRead);
  return config ? std::vector<ConfigProblem>{} : config.error();
}

TEST(KafkaClients, AreMadeOfAGoodFile) { EXPECT_TRUE(looked_at(kGoodFile).empty()); }

TEST(KafkaClients, AreRefusedAtThePropertyThatLibrdkafkaNames) {
  for (const std::string property : {"max.poll.interval.ms: 10", "partition.assignment.strategy: x",
                                     "receive.message.max.bytes: 1000", "retries: 0", "linger.ms: 90000"}) {
    const auto problems = looked_at(with_property("  client.id: retries-linger\n  " + property + "\n"));
    ASSERT_EQ(problems.size(), 1U) << property;
    EXPECT_THAT(problems[0].message, HasSubstr("librdkafka makes no client of these properties: "));
    EXPECT_EQ(problems[0].line, 5U) << problems[0].message;
    EXPECT_EQ(problems[0].column, 3U);
  }
}

TEST(KafkaClients, AreRefusedAtTheSectionIfNoPropertyOfItIsNamed) {
  const auto problems = looked_at(with_property("  queue.buffering.max.ms: 90000\n"));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0].message, HasSubstr("linger.ms"));
  EXPECT_EQ(problems[0].line, 2U);
}

TEST(KafkaClients, NeedTheirFilesWhereARunWouldBeMade) {
  const auto file = with_property("  security.protocol: ssl\n  ssl.ca.location: /nope/ca.pem\n");
  const auto problems = looked_at(file);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0].message, AllOf(HasSubstr("ssl.ca.location"), HasSubstr("there is no /nope/ca.pem")));
  EXPECT_EQ(problems[0].line, 5U);
  read_well(file);  // taken at its word elsewhere
}

TEST(KafkaClients, AreNotMadeOfAFileWithOtherProblems) {
  const auto problems = looked_at(with_property("  retries: 0\n  no.such.thing: 1\n"));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0].message, HasSubstr("no.such.thing"));
}

TEST(KafkaClients, TellNoSecret) {
  const auto problems = looked_at(
      with_property("  security.protocol: ssl\n  ssl.key.pem: \"hunter2 is no key\"\n  ssl.key.password: hunter3\n"));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0].message + problems[0].excerpt, Not(HasSubstr("hunter")));
}

TEST(KafkaClients, GetNoBrokersForTests) {
  const auto problems = problems_of(with_property("  test.mock.num.brokers: 3\n"));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0].message, HasSubstr("'test.mock.num.brokers' cannot be set: it is for tests"));
}

// Nothing outside is asked: neither kinit is run nor a token fetched.
TEST(KafkaClients, AskNobodyForATicketOrAToken) {
  const auto login = [](const std::string& mechanism, const std::string& rest) {
    return with_property("  security.protocol: sasl_plaintext\n  sasl.mechanism: " + mechanism + "\n" + rest);
  };
  EXPECT_TRUE(looked_at(login("GSSAPI", "  sasl.kerberos.kinit.cmd: \"false\"\n")).empty());
  const std::string oidc =
      "  sasl.oauthbearer.method: oidc\n  sasl.oauthbearer.client.id: i\n"
      "  sasl.oauthbearer.client.secret: hunter2\n"
      "  sasl.oauthbearer.token.endpoint.url: http://127.0.0.1:1/\n";
  EXPECT_TRUE(looked_at(login("OAUTHBEARER", oidc)).empty());
}

}  // namespace
}  // namespace millrace
