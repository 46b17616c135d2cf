// When the log tells of late records, and what.
#include "service/late_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/tests/mock_cluster.h"

namespace millrace {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

class LateRecordsInTheLog : public testing::Test {
 protected:
  LateRecordsInTheLog() {
    config_.queries[0].plan.source = "orders";
    config_.queries[0].allowed_lateness = Millis{10'000};
  }

  void drop(std::uint64_t records, Millis behind) {
    counters_.shards[1].late[0].add(records);
    counters_.shards[1].late_behind_ms[0].set(static_cast<std::uint64_t>(behind.count()));
  }

  Config config_ = orders_to_totals();
  Counters counters_{1, 2, 1};
  LateLog log_{config_, counters_};
  MonotonicTime now_{};
};

TEST_F(LateRecordsInTheLog, AreNotMentionedWhileThereAreNone) { EXPECT_THAT(log_.due(now_), IsEmpty()); }

TEST_F(LateRecordsInTheLog, AreToldAtOnceWithTheRemedy) {
  drop(20, 1h);
  EXPECT_THAT(log_.due(now_),
              ElementsAre(AllOf(HasSubstr("query totals: 20 more records came too late"), HasSubstr("by up to 1h"),
                                HasSubstr("allowed_lateness of query totals (now 10s) to more than 1h"))));
}

TEST_F(LateRecordsInTheLog, AreToldTogetherOnceAMinute) {
  drop(20, 1h);
  log_.due(now_);
  drop(5, 1h);
  EXPECT_THAT(log_.due(now_ + 59s), IsEmpty());
  drop(7, 2h);
  EXPECT_THAT(log_.due(now_ + 60s), ElementsAre(AllOf(HasSubstr("12 more records"), HasSubstr("32 since the service"),
                                                      HasSubstr("by up to 2h"))));
}

TEST_F(LateRecordsInTheLog, AreNotToldAgainWhenThereAreNoMore) {
  drop(20, 1h);
  log_.due(now_);
  EXPECT_THAT(log_.due(now_ + 1h), IsEmpty());
}

TEST_F(LateRecordsInTheLog, OfEachQueryAreToldForThemselves) {
  config_.queries.push_back(config_.queries[0]);
  Counters counters(1, 1, 2);
  LateLog log(config_, counters);
  counters.shards[0].late[0].add(1);
  EXPECT_THAT(log.due(now_), SizeIs(1));
  counters.shards[0].late[1].add(1);
  EXPECT_THAT(log.due(now_), SizeIs(1)) << "the other's turn is over for a minute, its own is not";
}

}  // namespace
}  // namespace millrace
