#include "service/kafka_wait.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::Optional;

const Error kUnanswered{"read the committed offsets", "group orders", "no answer yet", "", Reaction::kRetry};

class KafkaWaitTest : public testing::Test {
 protected:
  // One unanswered slice a second; the seconds at which a line was due.
  std::vector<int> told_in(int seconds) {
    std::vector<int> told;
    for (int i = 0; i < seconds; ++i, now_ += 1s) {
      if (wait_.unanswered(now_, kUnanswered)) told.push_back(i);
    }
    return told;
  }

  MonotonicTime now_{1h};
  KafkaWait wait_{"kafka1:9092,kafka2:9092"};
};

TEST_F(KafkaWaitTest, IsNotToldWhileItMayBeNothing) {
  EXPECT_THAT(told_in(3), ElementsAre());
  EXPECT_EQ(wait_.told(), std::nullopt);
  EXPECT_FALSE(wait_.over());
}

TEST_F(KafkaWaitTest, SaysWhatIsWaitedForWhereAndForHowLong) {
  told_in(4);
  EXPECT_THAT(wait_.told(), Optional(std::string("waiting for Kafka at kafka1:9092,kafka2:9092 for 3 s: read the "
                                                 "committed offsets: group orders: no answer yet")));
}

TEST_F(KafkaWaitTest, IsToldEverMoreRarelyButAtLeastOnceAMinute) {
  EXPECT_THAT(told_in(240), ElementsAre(3, 6, 12, 24, 48, 96, 156, 216));
}

TEST_F(KafkaWaitTest, EndsWhenSomethingWasDone) {
  told_in(10);
  EXPECT_TRUE(wait_.over());
  EXPECT_EQ(wait_.told(), std::nullopt);
  EXPECT_FALSE(wait_.over()) << "it ends once";
  EXPECT_THAT(told_in(4), ElementsAre(3)) << "the next one begins anew";
}

TEST_F(KafkaWaitTest, IsNotMadeOfSlicesWithAnswersBetweenThem) {
  for (int i = 0; i < 100; ++i, now_ += 6s) EXPECT_EQ(wait_.unanswered(now_, kUnanswered), std::nullopt);
}

}  // namespace
}  // namespace millrace
