#include "service/doctor/tests/patients.h"

namespace millrace::test {
namespace {

using ::testing::_;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Return;
using Verdict = Finding::Verdict;
using Described = Result<std::optional<TopicDescription>>;

class Replication : public WithPatient {
 protected:
  Replication() {
    ON_CALL(cluster_, describe_topic(_, _)).WillByDefault(Return(Described(std::nullopt)));
    ON_CALL(cluster_, topic_setting(_, "min.insync.replicas", _)).WillByDefault(Return(Setting("2")));
  }

  Finding of(const std::string& topic, std::uint32_t replicas, std::uint32_t in_sync,
             const std::string& minimum = "2") {
    const TopicDescription found{.id = "id", .partitions = 4, .replicas = replicas, .in_sync = in_sync};
    ON_CALL(cluster_, describe_topic(topic, _)).WillByDefault(Return(Described(found)));
    ON_CALL(cluster_, topic_setting(topic, _, _)).WillByDefault(Return(Setting(minimum)));
    const auto findings = check_replication(patient());
    ON_CALL(cluster_, describe_topic(topic, _)).WillByDefault(Return(Described(std::nullopt)));
    EXPECT_EQ(findings.size(), 1U);
    return findings.empty() ? Finding{} : findings.front();
  }
};

TEST_F(Replication, OfThreeWithTwoInSyncIsFine) {
  EXPECT_EQ(of("totals", 3, 3).verdict, Verdict::kOk);
  EXPECT_EQ(of("__transaction_state", 3, 3).verdict, Verdict::kOk);
}

TEST_F(Replication, BelowTheMinimumStopsAllOutput) {
  const auto finding = of("totals", 3, 1);
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_THAT(finding.text,
              HasSubstr("topic totals: 3 replicas, 1 in sync, min.insync.replicas 2: nothing can be written"));
}

TEST_F(Replication, BelowTheMinimumDoesNotKeepASourceFromBeingRead) {
  EXPECT_EQ(of("orders", 3, 1).verdict, Verdict::kWarn);
}

TEST_F(Replication, OfOneIsWarnedOf) {
  EXPECT_THAT(of("orders", 1, 1, "1").text, HasSubstr("the loss of one broker"));
  EXPECT_EQ(of("__consumer_offsets", 1, 1, "1").verdict, Verdict::kWarn);
}

TEST_F(Replication, OfASinkThatOneReplicaMayAcknowledgeIsWarnedOf) {
  EXPECT_THAT(of("totals", 3, 3, "1").remedy, HasSubstr("--topic totals --add-config min.insync.replicas=2"));
  EXPECT_EQ(of("orders", 3, 3, "1").verdict, Verdict::kOk);
}

TEST_F(Replication, ThatNeedsEveryReplicaIsWarnedOf) {
  EXPECT_THAT(of("totals", 2, 2, "2").text, HasSubstr("one broker less stops it"));
}

TEST_F(Replication, OfTopicsThatAreMissingIsNoMatter) { EXPECT_THAT(check_replication(patient()), IsEmpty()); }

TEST_F(Replication, IsTakenWhereTheMinimumIsHidden) {
  const TopicDescription found{.id = "id", .partitions = 4, .replicas = 3, .in_sync = 3};
  ON_CALL(cluster_, describe_topic("totals", _)).WillByDefault(Return(Described(found)));
  ON_CALL(cluster_, topic_setting("totals", _, _)).WillByDefault(Return(Setting(std::nullopt)));
  EXPECT_THAT(check_replication(patient()).at(0).text, HasSubstr("not shown to this user"));
}

// A pipeline needs no right to Kafka's own topics.
TEST_F(Replication, OfKafkasOwnMayBeHiddenFromThisUser) {
  const Error denied{"ask about the topic", "topic __consumer_offsets", "Topic authorization failed", "Grant it",
                     Reaction::kStop,       StopReason::kConfiguration};
  ON_CALL(cluster_, describe_topic("__consumer_offsets", _)).WillByDefault(Return(std::unexpected(denied)));
  const auto findings = check_replication(patient());
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].verdict, Verdict::kOk);
  EXPECT_EQ(findings[0].text, "topic __consumer_offsets is not shown to this user");
}

TEST_F(Replication, OfOneTopicThatIsDeniedHidesNoOther) {
  const Error denied{
      "ask about the topic",     "topic orders", "Topic authorization failed", "Grant it", Reaction::kStop,
      StopReason::kConfiguration};
  ON_CALL(cluster_, describe_topic("orders", _)).WillByDefault(Return(std::unexpected(denied)));
  const TopicDescription found{.id = "id", .partitions = 4, .replicas = 3, .in_sync = 1};
  ON_CALL(cluster_, describe_topic("totals", _)).WillByDefault(Return(Described(found)));
  const auto findings = check_replication(patient());
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_THAT(findings[0].text, HasSubstr("Topic authorization failed"));
  EXPECT_THAT(findings[1].text, HasSubstr("nothing can be written"));
}

TEST_F(Replication, IsNotKnownWithoutAnAnswer) {
  EXPECT_CALL(cluster_, describe_topic(_, _)).WillRepeatedly(Return(std::unexpected(no_answer())));
  EXPECT_EQ(code_of(check_replication(patient())), ExitCode::kUnreachable);
}

}  // namespace
}  // namespace millrace::test
