#include "service/config/secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/config/tests/pipeline_files.h"

namespace millrace {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Secrets, AreKnownByName) {
  for (const char* name : {"sasl.password", "ssl.key.password", "ssl.key.pem", "ssl.keystore.password",
                           "sasl.oauthbearer.client.secret", "sasl.oauthbearer.config", "SASL.PASSWORD"}) {
    EXPECT_TRUE(is_secret_property(name)) << name;
  }
}

TEST(Secrets, AreKnownWhenMisspelt) {
  for (const char* name : {"sasl.pasword", "sasl.passwrod", "ssl.key.pen", "my.secret.thing", "clientSecret"}) {
    EXPECT_TRUE(is_secret_property(name)) << name;
  }
}

TEST(Secrets, AreNotOrdinaryProperties) {
  for (const char* name : {"bootstrap.servers", "sasl.username", "sasl.mechanism", "security.protocol", "client.id",
                           "ssl.ca.location", "ssl.key.location", "ssl.certificate.location", "topic", "name"}) {
    EXPECT_FALSE(is_secret_property(name)) << name;
  }
}

TEST(Secrets, AreCollectedForTheLog) {
  EXPECT_THAT(secret_values({{"sasl.username", "me"}, {"sasl.password", "hunter2"}}), ElementsAre("hunter2"));
  EXPECT_THAT(secret_values({{"sasl.password", ""}}), IsEmpty());
}

TEST(Secrets, OfSeveralLinesAreHiddenByLineToo) {
  const auto values =
      secret_values({{"ssl.key.pem", "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\nshort\n-----END KEY-----\n"}});
  EXPECT_THAT(values, Contains("MIIEvQIBADANBgkqhkiG"));
  EXPECT_THAT(values, Not(Contains("short")));
  EXPECT_THAT(values, Not(Contains("-----BEGIN KEY-----")));
  EXPECT_GT(values.front().size(), values.back().size()) << "the whole one must be replaced before its parts";
}

// Everything that is ever said about this file.
std::string said_about(const std::string& text, const Environment& environment = no_variables()) {
  return describe("file.yaml", problems_of(text, environment));
}

TEST(Secrets, NeverComeIntoProblemsInWhateverFormTheyWereWritten) {
  for (const char* property :
       {"sasl.password: hunter2", "sasl.password: 'hunter2'", "sasl.password: \"hunter2\"",
        "sasl.password: |\n    hunter2", "sasl.password: >-\n    hunter2", "sasl.pasword: hunter2",
        "sasl.password: [hunter2]", "sasl.password: {a: hunter2}", "sasl.password: {hunter2: a}",
        "sasl.password: &hunter2", "sasl.password: a\n  sasl.password: hunter2", "sasl.password: \"${hunter2\"",
        "sasl.password: \"x${hunter 2}\"", "my.password: hunter2",
        "ssl.key.pem: |\n    -----BEGIN PRIVATE KEY-----\n    hunter2\n    -----END PRIVATE KEY-----",
        "sasl.password: ab #hunter2\n  sasl.password: x", "\"sasl.password\": hunter2",
        "? sasl.password\n  : hunter2"}) {
    const std::string text =
        spoilt("localhost:9092", std::string("localhost:9092\n  ") + property + "\n  unknown.x: 1");
    EXPECT_THAT(said_about(text), Not(HasSubstr("hunter"))) << property;
  }
}

TEST(Secrets, NeverComeIntoProblemsOfTheSameLine) {
  const std::string said = said_about(spoilt("kafka:\n  bootstrap.servers: localhost:9092",
                                             "kafka: {bootstrap.servers: a, sasl.password: hunter2, oops: 1}"));
  EXPECT_THAT(said, HasSubstr("oops"));
  EXPECT_THAT(said, Not(HasSubstr("hunter2")));
}

TEST(Secrets, NeverComeIntoProblemsWhenAnUnquotedCommaCutsThem) {
  const std::string said = said_about(spoilt("kafka:\n  bootstrap.servers: localhost:9092",
                                             "kafka: {bootstrap.servers: a, sasl.password: x, hunter2,hunter3}"));
  EXPECT_THAT(said, HasSubstr("quotes"));
  EXPECT_THAT(said, Not(HasSubstr("hunter")));
}

TEST(Secrets, NeverComeIntoProblemsFromWrongPlaces) {
  EXPECT_THAT(said_about(std::string(kGoodFile) + "sasl.password: hunter2\n"), Not(HasSubstr("hunter2")));
  EXPECT_THAT(said_about(std::string(kGoodFile) + "sasl: { password: hunter2 }\n"), Not(HasSubstr("hunter2")));
}

TEST(Secrets, NeverComeIntoProblemsFromTheEnvironment) {
  const auto environment = variables({{"PW", "hunter2"}});
  const std::string text = spoilt("localhost:9092", "localhost:9092\n  sasl.password: ${PW}\n  unknown.x: ${PW}");
  const std::string said = said_about(text, environment);
  EXPECT_THAT(said, HasSubstr("unknown.x"));
  EXPECT_THAT(said, Not(HasSubstr("hunter2")));
}

TEST(Secrets, NeverComeIntoProblemsOfWhatUsesASecretVariable) {
  const auto environment = variables({{"DB_PASSWORD", "hunter2secret"}});
  const std::string said = said_about(spoilt("topic: orders", "topic: ${DB_PASSWORD}!!"), environment);
  EXPECT_THAT(said, HasSubstr("[secret]!!"));
  EXPECT_THAT(said, Not(HasSubstr("hunter2")));
}

TEST(Secrets, NeverComeIntoExcerptsThatRepeatThem) {
  const std::string said =
      said_about(spoilt("localhost:9092", "localhost:9092\n  sasl.password: hunter2\n  sasl.mechanisms: [hunter2]"));
  EXPECT_THAT(said, HasSubstr("sasl.mechanisms"));
  EXPECT_THAT(said, Not(HasSubstr("hunter2")));
}

TEST(Secrets, NeverComeIntoProblemsOfWhatIsNotYaml) {
  for (const char* property :
       {"sasl.password: \"hunter2", "sasl.password: *hunter2", "sasl.password: hunter2: x", "sasl.password: !hunter2 x",
        "sasl.password: @hunter2", "sasl.password: 'a'hunter2", "sasl.password: ${PW:-hunter2}: x",
        "sasl.password: %hunter2", "sasl.password:\n  hunter2\n x: [", "SASL.PASSWORD: 'hunter2",
        "sasl.password: [hunter2", "sasl.password: \"\\hunter2\""}) {
    EXPECT_THAT(said_about(spoilt("localhost:9092", std::string("localhost:9092\n  ") + property)),
                Not(HasSubstr("hunter2")))
        << property;
  }
}

TEST(Secrets, ThatAreElsewhereDoNotHideWhatIsNotYaml) {
  const std::string said =
      said_about(spoilt("localhost:9092", "localhost:9092\n  sasl.password: ${PW}\n  client.id: a: b"));
  EXPECT_THAT(said, HasSubstr("client.id: a: b"));
}

TEST(Secrets, NameTheVariableThatIsNotSet) {
  const std::string said = said_about(spoilt("localhost:9092", "localhost:9092\n  sasl.password: ${PW}"));
  EXPECT_THAT(said, HasSubstr("PW is not set"));
}

}  // namespace
}  // namespace millrace
