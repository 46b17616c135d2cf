#include "connectors/kafka/properties.h"

#include <gmock/gmock.h>

#include "base/nearest_name.h"
#include "connectors/kafka/client.h"

namespace millrace {
namespace {

using testing::HasSubstr;
using testing::Not;

KafkaSettings settings(KafkaProperties users = {}) {
  KafkaSettings settings;
  settings.properties = std::move(users);
  settings.properties.try_emplace("bootstrap.servers", "127.0.0.1:1");
  settings.name = "orders-per-user";
  settings.transaction_timeout = Millis{40'000};
  return settings;
}

std::string value_in_client(ClientKind kind, const LayeredProperties& properties, const std::string& name) {
  const auto client = Client::make(kind, properties, {});
  if (!client) return client.error().message();
  std::array<char, 256> value{};
  std::size_t size = value.size();
  rd_kafka_conf_get(rd_kafka_conf(client->get()), name.c_str(), value.data(), &size);
  return value.data();
}
std::string in_source(const std::string& name, KafkaProperties users = {}) {
  return value_in_client(ClientKind::kConsumer, source_properties(settings(std::move(users))), name);
}
std::string in_sink(const std::string& name, KafkaProperties users = {}) {
  return value_in_client(ClientKind::kProducer, sink_properties(settings(std::move(users))), name);
}

TEST(SourceProperties, ReadCommittedAndNeverResetOrCommitByThemselves) {
  EXPECT_EQ(in_source("isolation.level"), "read_committed");
  EXPECT_EQ(in_source("enable.auto.commit"), "false");
  EXPECT_EQ(in_source("enable.auto.offset.store"), "false");
  EXPECT_EQ(in_source("enable.partition.eof"), "true");
  EXPECT_EQ(in_source("group.id"), "orders-per-user");
  EXPECT_EQ(in_source("client.id"), "orders-per-user");
}

TEST(SourceProperties, FetchSmallPieces) {
  EXPECT_EQ(in_source("fetch.message.max.bytes"), "262144");
  EXPECT_EQ(in_source("fetch.queue.backoff.ms"), "10");
}

TEST(SourceProperties, FetchAtLeastTheLargestMessage) {
  EXPECT_EQ(in_source("fetch.max.bytes", {{"message.max.bytes", "5000000"}}), "5000000");
}

TEST(SourceProperties, TheUsersValueIsTakenOverADefault) {
  EXPECT_EQ(in_source("fetch.message.max.bytes", {{"fetch.message.max.bytes", "1000"}}), "1000");
  EXPECT_EQ(in_source("fetch.message.max.bytes", {{"max.partition.fetch.bytes", "2000"}}), "2000") << "an alias";
  EXPECT_EQ(in_source("client.id", {{"client.id", "mine"}}), "mine");
}

TEST(SourceAndSinkProperties, TellStatisticsUnlessTheUserForbidsIt) {
  EXPECT_EQ(in_source("statistics.interval.ms"), "5000");
  EXPECT_EQ(in_sink("statistics.interval.ms"), "5000");
  EXPECT_EQ(in_source("statistics.interval.ms", {{"statistics.interval.ms", "0"}}), "0");
}

TEST(SinkProperties, AreTransactional) {
  EXPECT_EQ(in_sink("transactional.id"), "orders-per-user");
  EXPECT_EQ(in_sink("transaction.timeout.ms"), "40000");
  EXPECT_EQ(in_sink("enable.idempotence"), "true");
  EXPECT_EQ(in_sink("delivery.report.only.error"), "true");
}

TEST(SinkProperties, TheUsersValueIsTakenOverADefaultUnderEitherName) {
  EXPECT_EQ(in_sink("linger.ms", {{"queue.buffering.max.ms", "77"}}), "77");
  EXPECT_EQ(in_sink("linger.ms", {{"linger.ms", "78"}}), "78");
}

TEST(SinkProperties, WhatExactlyOnceOwnsIsNotTheUsers) {
  EXPECT_EQ(in_sink("transactional.id", {{"transactional.id", "mine"}}), "orders-per-user");
  EXPECT_EQ(in_sink("enable.idempotence", {{"enable.idempotence", "false"}}), "true");
  EXPECT_EQ(in_source("isolation.level", {{"isolation.level", "read_uncommitted"}}), "read_committed");
}

TEST(SinkProperties, AShortTransactionTimeoutShortensWhatMustFitIn) {
  KafkaSettings quick = settings();
  quick.transaction_timeout = Millis{1000};
  const auto client = Client::make(ClientKind::kProducer, sink_properties(quick), {});
  EXPECT_TRUE(client) << client.error().message();
}

TEST(Client, RefusesWhatTheClientRefuses) {
  const auto client =
      Client::make(ClientKind::kProducer, sink_properties(settings({{"message.timeout.ms", "50000"}})), {});
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().reaction, Reaction::kStop);
  EXPECT_EQ(client.error().stop, StopReason::kConfiguration);
  EXPECT_THAT(client.error().message(), HasSubstr("transaction.timeout.ms"));
}

TEST(Client, DoesNotGrumbleAboutPropertiesOfTheOtherKind) {
  std::string log;
  const auto client = Client::make(ClientKind::kConsumer, source_properties(settings({{"linger.ms", "5"}})),
                                   [&](int, const std::string& text) { log += text + "\n"; });
  ASSERT_TRUE(client);
  client->events().mute();  // its threads tell of the broker that is not there while the log is read here
  EXPECT_THAT(log, Not(HasSubstr("CONFWARN")));
}

TEST(Client, NoPasswordReachesAnErrorOrTheLog) {
  std::string log;
  const KafkaProperties users = {{"security.protocol", "sasl_plaintext"},
                                 {"sasl.mechanisms", "PLAIN"},
                                 {"sasl.username", "user"},
                                 {"sasl.password", "hunter2"},
                                 {"debug", "conf"},
                                 {"message.timeout.ms", "50000"}};
  const auto refused = Client::make(ClientKind::kProducer, sink_properties(settings(users)), {});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message(), Not(HasSubstr("hunter2")));
  const auto made = Client::make(ClientKind::kConsumer, source_properties(settings(users)),
                                 [&](int, const std::string& text) { log += text + "\n"; });
  ASSERT_TRUE(made) << made.error().message();
  made->events().mute();
  EXPECT_THAT(log, HasSubstr("sasl.password"));
  EXPECT_THAT(log, Not(HasSubstr("hunter2")));
}

TEST(QueueLimits, AreTheUsersOrOurs) {
  EXPECT_EQ(queue_limits({}).rows, QueueLimits().rows);
  EXPECT_EQ(queue_limits({{"queue.buffering.max.messages", "7"}}).rows, 7u);
  EXPECT_EQ(queue_limits({{"queue.buffering.max.kbytes", "2"}}).bytes, 2048u);
  EXPECT_EQ(queue_limits({{"queue.buffering.max.messages", "0"}}).rows, QueueLimits().rows) << "0: no limit";
}

TEST(ReservedProperty, SaysWhy) {
  for (const char* name :
       {"enable.idempotence", "transactional.id", "transaction.timeout.ms", "isolation.level", "enable.auto.commit",
        "enable.auto.offset.store", "auto.offset.reset", "group.id", "group.instance.id", "enable.partition.eof",
        "acks", "request.required.acks", "max.in.flight", "max.in.flight.requests.per.connection"}) {
    const auto reason = reserved_property(name);
    ASSERT_TRUE(reason) << name;
    EXPECT_GT(reason->size(), 20u) << name;
  }
}

TEST(ReservedProperty, LeavesTheRestToTheUser) {
  for (const char* name : {"bootstrap.servers", "sasl.password", "linger.ms", "compression.type", "partitioner",
                           "fetch.message.max.bytes", "client.id"}) {
    EXPECT_EQ(reserved_property(name), std::nullopt) << name;
  }
}

TEST(CheckProperty, AcceptsWhatTheClientKnows) {
  EXPECT_TRUE(check_property("linger.ms", "5"));
  EXPECT_TRUE(check_property("compression.type", "lz4"));
  EXPECT_TRUE(check_property("partitioner", "consistent_random"));
  EXPECT_TRUE(check_property("message.timeout.ms", "1000")) << "a property of topics";
}

TEST(CheckProperty, OffersTheNearestName) {
  const std::vector<std::pair<std::string, std::string>> cases = {{"linger.msec", "linger.ms"},
                                                                  {"bootstrap.server", "bootstrap.servers"},
                                                                  {"compresion.type", "compression.type"},
                                                                  {"fetch.message.max.byte", "fetch.message.max.bytes"},
                                                                  {"sasl.pasword", "sasl.password"}};
  for (const auto& [wrong, right] : cases) {
    const auto checked = check_property(wrong, "hunter2");
    ASSERT_FALSE(checked) << wrong;
    EXPECT_THAT(checked.error().remedy, HasSubstr("'" + right + "'"));
    EXPECT_THAT(checked.error().message(), Not(HasSubstr("hunter2")));
    EXPECT_EQ(checked.error().stop, StopReason::kConfiguration);
  }
}

TEST(CheckProperty, IsSilentAboutNamesWhenNothingIsNear) {
  const auto checked = check_property("no.such.thing.at.all", "1");
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().remedy, "");
}

TEST(CheckProperty, SaysWhatIsWrongWithAValue) {
  for (const auto& [name, value] :
       KafkaProperties{{"fetch.max.bytes", "many"}, {"partitioner", "mine"}, {"log_cb", "x"}}) {
    const auto checked = check_property(name, value);
    ASSERT_FALSE(checked) << name;
    EXPECT_THAT(checked.error().cause, HasSubstr(name));
  }
}

TEST(CheckProperty, NeverOffersANameThatIsReserved) {
  const auto checked = check_property("isolation.levl", "x");
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().remedy, Not(HasSubstr("isolation.level")));
}

}  // namespace
}  // namespace millrace
