#include "service/cluster_check.h"

#include "service/tests/mock_cluster.h"

namespace millrace {
namespace {

using testing::_;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::NiceMock;
using testing::Return;

class ClusterCheck : public testing::Test {
 protected:
  ClusterCheck() {
    ON_CALL(cluster_, partitions("orders", _)).WillByDefault(Return(Partitions(8)));
    ON_CALL(cluster_, partitions("totals", _)).WillByDefault(Return(Partitions(2)));
    ON_CALL(cluster_, broker_setting("transaction.max.timeout.ms", _)).WillByDefault(Return(Setting("900000")));
  }

  Result<ClusterFindings> check(int attempts = 1) { return check_cluster(cluster_, orders_to_totals(), attempts); }

  static Error no_answer() {
    return {"ask the cluster", "localhost:9092", "timed out", "", Reaction::kRetry, StopReason::kNone};
  }

  NiceMock<MockCluster> cluster_;
};

TEST_F(ClusterCheck, TellsPartitionsAndTheLongestTransaction) {
  const auto findings = check();
  ASSERT_TRUE(findings);
  EXPECT_THAT(findings->problems, IsEmpty());
  EXPECT_THAT(findings->facts, ElementsAre("topic orders: 8 partitions, read by source 'orders'",
                                           "topic totals: 2 partitions, written by query 'totals'",
                                           "broker allows transactions of 15m, this pipeline needs 41s"));
}

TEST_F(ClusterCheck, ReportsEveryTopicThatIsNotThere) {
  EXPECT_CALL(cluster_, partitions(_, _)).WillRepeatedly(Return(Partitions(std::nullopt)));
  const auto findings = check();
  ASSERT_EQ(findings->problems.size(), 2U);
  EXPECT_THAT(findings->problems[0].text, HasSubstr("topic 'orders', read by source 'orders', does not exist"));
  EXPECT_THAT(findings->problems[1].remedy, HasSubstr("Create it"));
}

TEST_F(ClusterCheck, ReportsABrokerThatAllowsOnlyShorterTransactions) {
  EXPECT_CALL(cluster_, broker_setting(_, _)).WillRepeatedly(Return(Setting("40999")));
  const auto findings = check();
  ASSERT_EQ(findings->problems.size(), 1U);
  EXPECT_THAT(findings->problems[0].remedy, HasSubstr("at least 41000"));
}

TEST_F(ClusterCheck, AllowsATransactionExactlyAsLong) {
  EXPECT_CALL(cluster_, broker_setting(_, _)).WillRepeatedly(Return(Setting("41000")));
  EXPECT_THAT(check()->problems, IsEmpty());
}

TEST_F(ClusterCheck, TakesABrokerThatDoesNotTell) {
  EXPECT_CALL(cluster_, broker_setting(_, _)).WillRepeatedly(Return(Setting(std::nullopt)));
  EXPECT_THAT(check()->problems, IsEmpty());
  EXPECT_THAT(check()->facts.back(), HasSubstr("does not tell"));
}

class TimestampsAhead : public ClusterCheck {
 protected:
  TimestampsAhead() {
    config_.sources[0].event_time = "ts";
    config_.sources[0].max_ahead = Millis{3'600'000};
    config_.queries[0].plan.source = "orders";
  }
  // For a sink topic with that setting.
  std::vector<std::string> warnings(const Setting& setting) {
    ON_CALL(cluster_, topic_setting("totals", "message.timestamp.after.max.ms", _)).WillByDefault(Return(setting));
    const auto findings = check_cluster(cluster_, config_, 1);
    EXPECT_TRUE(findings);
    EXPECT_THAT(findings->problems, IsEmpty()) << "such records may never come";
    std::vector<std::string> texts;
    for (const auto& [text, remedy] : findings->warnings) texts.push_back(text + ". " + remedy);
    return texts;
  }
  Config config_ = orders_to_totals();
};

TEST_F(TimestampsAhead, AreToldIfTheSinksTopicTakesLessThanTheSource) {
  EXPECT_THAT(warnings(Setting("3599999")),
              ElementsAre(AllOf(HasSubstr("topic totals takes rows up to"), HasSubstr("source 'orders'"),
                                HasSubstr("message.timestamp.after.max.ms of the topic to at least 3600000"))));
}

TEST_F(TimestampsAhead, AreNotToldIfTheTopicTakesAsMuch) {
  for (const char* enough : {"3600000", "9223372036854775807"}) EXPECT_THAT(warnings(Setting(enough)), IsEmpty());
}

TEST_F(TimestampsAhead, AreNotToldOfABrokerWithoutTheSetting) {
  EXPECT_THAT(warnings(Setting(std::nullopt)), IsEmpty());
}

TEST_F(TimestampsAhead, AreNoneWhereEventsHaveTheTimeOfKafka) {
  config_.sources[0].event_time.clear();
  EXPECT_THAT(warnings(Setting("1")), IsEmpty());
}

class CompactedSink : public ClusterCheck {
 protected:
  CompactedSink() {
    ON_CALL(cluster_, topic_setting("totals", "cleanup.policy", _)).WillByDefault(Return(Setting("compact,delete")));
  }
  ClusterFindings found() { return *check_cluster(cluster_, config_, 1); }
  Config config_ = orders_to_totals();
};

TEST_F(CompactedSink, TakesNoWindowsWithoutAKey) {
  config_.queries[0].plan.window.emplace();
  const auto findings = found();
  ASSERT_EQ(findings.problems.size(), 1U);
  EXPECT_THAT(findings.problems[0].text, HasSubstr("query 'totals' gives its rows none"));
}

TEST_F(CompactedSink, IsWarnedOfWhereAKeyMayBeMissing) {
  EXPECT_THAT(found().warnings.at(0).text, HasSubstr("passes on the keys of its records"));
  config_.queries[0].sink.key = {"user_id"};
  EXPECT_THAT(found().warnings.at(0).text, HasSubstr("where user_id is NULL"));
  EXPECT_THAT(found().problems, IsEmpty());
}

TEST_F(CompactedSink, TakesKeysOfSeveralColumns) {
  config_.queries[0].sink.key = {"user_id", "shop"};
  EXPECT_THAT(found().warnings, IsEmpty());
}

TEST_F(CompactedSink, IsOneThatDoesNotDelete) {
  EXPECT_CALL(cluster_, topic_setting("totals", "cleanup.policy", _)).WillRepeatedly(Return(Setting("delete")));
  config_.queries[0].plan.window.emplace();
  EXPECT_THAT(found().problems, IsEmpty());
}

TEST_F(ClusterCheck, AsksAgainWhenThereIsNoAnswerYet) {
  EXPECT_CALL(cluster_, partitions("totals", _));
  EXPECT_CALL(cluster_, partitions("orders", _))
      .WillOnce(Return(std::unexpected(no_answer())))
      .WillOnce(Return(std::unexpected(no_answer())))
      .WillOnce(Return(Partitions(8)));
  EXPECT_TRUE(check(3));
}

TEST_F(ClusterCheck, GivesUpAfterSoManyAttempts) {
  EXPECT_CALL(cluster_, partitions("orders", _)).Times(3).WillRepeatedly(Return(std::unexpected(no_answer())));
  const auto findings = check(3);
  ASSERT_FALSE(findings);
  EXPECT_EQ(findings.error().cause, "timed out");
}

TEST_F(ClusterCheck, DoesNotAskAgainAfterARefusal) {
  Error denied = no_answer();
  denied.reaction = Reaction::kStop;
  denied.stop = StopReason::kConfiguration;
  EXPECT_CALL(cluster_, partitions("orders", _)).WillOnce(Return(std::unexpected(denied)));
  EXPECT_EQ(check(5).error().stop, StopReason::kConfiguration);
}

}  // namespace
}  // namespace millrace
