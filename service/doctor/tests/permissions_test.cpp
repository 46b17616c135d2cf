#include "service/doctor/tests/patients.h"

namespace millrace::test {
namespace {

using ::testing::_;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Return;
using Verdict = Finding::Verdict;
using Described = Result<std::optional<TopicDescription>>;
using Offsets = Result<std::vector<CommittedOffset>>;

class Permissions : public WithPatient {
 protected:
  Permissions() {
    may("orders", true, false);
    may("totals", false, true);
    ON_CALL(cluster_, committed(_, _)).WillByDefault(Return(Offsets(std::vector<CommittedOffset>{})));
  }

  void may(const std::string& topic, bool read, bool write) {
    const TopicDescription found{.id = "id", .partitions = 1, .may_read = read, .may_write = write};
    ON_CALL(cluster_, describe_topic(topic, _)).WillByDefault(Return(Described(found)));
  }
};

TEST_F(Permissions, ToReadSourcesAndWriteSinksAreEnough) {
  const auto findings = check_permissions(patient());
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].verdict, Verdict::kOk);
  EXPECT_THAT(findings[0].text,
              HasSubstr("topic orders may be read, topic totals may be written, the group's offsets"));
}

TEST_F(Permissions, ThatAreMissingAreAllNamed) {
  may("orders", false, true);
  may("totals", true, false);
  const auto findings = check_permissions(patient());
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].text, "topic orders may not be read");
  EXPECT_EQ(findings[1].text, "topic totals may not be written");
  EXPECT_THAT(findings[0].remedy, HasSubstr("millrace generate acl"));
  EXPECT_EQ(code_of(findings), ExitCode::kConfiguration);
}

TEST_F(Permissions, OfTheGroupAreAskedForByItsOffsets) {
  const Error denied{"read the committed offsets", "group x",       "denied",
                     "Grant Read on it",           Reaction::kStop, StopReason::kConfiguration};
  EXPECT_CALL(cluster_, committed(_, _)).WillOnce(Return(std::unexpected(denied)));
  const auto findings = check_permissions(patient());
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].remedy, "Grant Read on it");
}

TEST_F(Permissions, OfAMissingTopicAreTheOtherChecksMatter) {
  ON_CALL(cluster_, describe_topic(_, _)).WillByDefault(Return(Described(std::nullopt)));
  const auto findings = check_permissions(patient());
  EXPECT_EQ(code_of(findings), ExitCode::kOk);
  EXPECT_THAT(findings.at(0).text, Not(HasSubstr("topic")));
}

}  // namespace
}  // namespace millrace::test
