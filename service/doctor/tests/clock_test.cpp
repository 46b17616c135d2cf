#include "service/doctor/tests/patients.h"

namespace millrace::test {
namespace {

using ::testing::_;
using ::testing::HasSubstr;
using ::testing::Return;
using Verdict = Finding::Verdict;

constexpr std::int64_t kNow = 1'700'000'000'000;

// One partition whose records, from offset 0, have these timestamps; none: the end of a transaction.
class ClockSkew : public WithPatient {
 protected:
  ClockSkew() { clock_.set_wall(WallTime{Millis{kNow}}); }

  Finding with(const std::vector<std::optional<std::int64_t>>& timestamps) {
    const Offset end{static_cast<std::int64_t>(timestamps.size())};
    const TopicPartition partition{"orders", PartitionId{0}};
    ON_CALL(cluster_, partitions("orders", _)).WillByDefault(Return(Partitions(1)));
    ON_CALL(cluster_, ends(_, _)).WillByDefault(Return(PartitionEnds{partition, Offset{0}, end, end}));
    ON_CALL(cluster_, read_record(_, _, _, _))
        .WillByDefault([timestamps](const auto&, Offset at, Millis, RecordVisitor visit) -> Result<bool> {
          const auto timestamp = timestamps.at(static_cast<std::size_t>(at.value));
          if (timestamp) visit({PartitionId{0}, at, *timestamp, std::nullopt, std::nullopt});
          return timestamp.has_value();
        });
    const auto findings = check_clock(patient());
    EXPECT_EQ(findings.size(), 1U);
    return findings.empty() ? Finding{} : findings.front();
  }
};

TEST_F(ClockSkew, IsNotKnownWithoutRecords) { EXPECT_THAT(with({}).text, HasSubstr("not known")); }

TEST_F(ClockSkew, IsNotSeenInRecordsOfThePast) {
  const auto finding = with({kNow - 1'000'000});
  EXPECT_EQ(finding.verdict, Verdict::kOk);
  EXPECT_THAT(finding.text, HasSubstr("brokers do not tell their time"));
}

TEST_F(ClockSkew, OfSecondsIsTolerated) { EXPECT_EQ(with({kNow + 5000}).verdict, Verdict::kOk); }

TEST_F(ClockSkew, ShowsInARecordFromTheFuture) {
  const auto finding = with({kNow - 1, kNow + 90'000});
  EXPECT_EQ(finding.verdict, Verdict::kWarn);
  EXPECT_THAT(finding.text, HasSubstr("90s ahead of this machine's clock"));
}

TEST_F(ClockSkew, LooksBehindTheEndOfATransaction) {
  EXPECT_EQ(with({kNow + 90'000, std::nullopt}).verdict, Verdict::kWarn);
}

TEST_F(ClockSkew, IsNotAskedOfMissingTopics) {
  ON_CALL(cluster_, partitions("orders", _)).WillByDefault(Return(Partitions(std::nullopt)));
  EXPECT_THAT(check_clock(patient()).at(0).text, HasSubstr("not known"));
}

}  // namespace
}  // namespace millrace::test
