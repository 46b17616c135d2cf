// Which questions are put, and which are left out.
#include <algorithm>

#include "base/tests/temp_directory.h"
#include "service/doctor/tests/patients.h"

namespace millrace::test {
namespace {

using ::testing::_;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Return;

class Examination : public WithPatient {
 protected:
  Examination() {
    config_.state.directory = config_.checkpoint.storage = folder_.path();
    ON_CALL(cluster_, partitions(_, _)).WillByDefault(Return(Partitions(1)));
  }

  std::size_t count(const std::string& check) {
    const auto findings = examine(patient());
    return static_cast<std::size_t>(std::ranges::count(findings, check, &Finding::check));
  }

  const TempDirectory folder_;
};

Error refused() {
  return {"ask",
          "localhost:9092",
          "Authentication failed",
          "Check kafka: sasl.mechanisms, sasl.username and sasl.password",
          Reaction::kStop,
          StopReason::kConfiguration};
}

TEST_F(Examination, OfAClusterThatLetsNobodyInSaysSoOnce) {
  EXPECT_CALL(cluster_, partitions(_, _)).WillOnce(Return(std::unexpected(refused())));
  EXPECT_CALL(cluster_, broker_setting(_, _)).WillOnce(Return(std::unexpected(refused())));
  EXPECT_CALL(cluster_, describe_topic(_, _)).Times(0);
  const auto findings = examine(patient());
  EXPECT_EQ(std::ranges::count(findings, Finding::Verdict::kFail, &Finding::verdict), 1);
  EXPECT_EQ(code_of(findings), ExitCode::kConfiguration);
}

TEST_F(Examination, OfAClusterThatIsAwayAsksNoFurtherAndStillLooksAtTheStorage) {
  EXPECT_CALL(cluster_, partitions(_, _)).WillRepeatedly(Return(std::unexpected(no_answer())));
  EXPECT_CALL(cluster_, broker_setting(_, _)).Times(0);
  EXPECT_EQ(count("permissions"), 0U);
  EXPECT_EQ(count("storage"), 2U);
}

TEST_F(Examination, GoesOnWhereOnlyATopicIsKept) {
  ON_CALL(cluster_, partitions("orders", _)).WillByDefault(Return(Partitions(std::unexpected(refused()))));
  EXPECT_EQ(count("permissions"), 1U);
}

TEST_F(Examination, GivesARemedyWithEachFailure) {
  EXPECT_CALL(cluster_, partitions(_, _)).WillRepeatedly(Return(Partitions(std::nullopt)));
  EXPECT_CALL(cluster_, broker_setting(_, _)).WillRepeatedly(Return(Setting("1000")));
  const auto findings = examine(patient());
  EXPECT_GE(std::ranges::count(findings, Finding::Verdict::kFail, &Finding::verdict), 3);
  for (const Finding& finding : findings) {
    if (finding.verdict != Finding::Verdict::kFail) continue;
    EXPECT_THAT(finding.remedy, Not(IsEmpty())) << finding.text;
  }
}

}  // namespace
}  // namespace millrace::test
