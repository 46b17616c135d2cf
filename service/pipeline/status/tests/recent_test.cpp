#include "service/pipeline/status/recent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/pipeline/status/latest.h"

namespace millrace {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Recent, TellsTheNewestFirst) {
  Recent<int> recent(10);
  EXPECT_THAT(recent.newest(5), IsEmpty());
  for (int i = 1; i <= 3; ++i) recent.add(i);
  EXPECT_THAT(recent.newest(2), ElementsAre(3, 2));
  EXPECT_THAT(recent.newest(5), ElementsAre(3, 2, 1));
}

TEST(Recent, ForgetsTheOldestButCountsThem) {
  Recent<int> recent(2);
  for (int i = 1; i <= 5; ++i) recent.add(i);
  EXPECT_THAT(recent.newest(9), ElementsAre(5, 4));
  EXPECT_EQ(recent.total(), 5U);
}

TEST(Recent, TakesManyAtOnce) {
  Recent<int> recent(2);
  recent.add_all({1, 2, 3});
  EXPECT_THAT(recent.newest(9), ElementsAre(3, 2));
  EXPECT_EQ(recent.total(), 3U);
}

TEST(Recent, FindsThoseThatAreWanted) {
  Recent<int> recent(10);
  recent.add_all({1, 2, 3, 4, 5});
  const auto is_odd = [](int i) { return i % 2 == 1; };
  EXPECT_THAT(recent.those(is_odd, 9), ElementsAre(5, 3, 1));
  EXPECT_THAT(recent.those(is_odd, 2), ElementsAre(5, 3));
}

TEST(Latest, IsWhatWasPublishedLast) {
  Latest<int> latest;
  EXPECT_EQ(latest.read(), nullptr);
  latest.publish(1);
  const auto first = latest.read();
  latest.publish(2);
  EXPECT_EQ(*latest.read(), 2);
  EXPECT_EQ(*first, 1) << "what somebody reads does not change under them";
}

}  // namespace
}  // namespace millrace
