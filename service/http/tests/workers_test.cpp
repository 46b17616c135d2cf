#include "service/http/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace millrace {
namespace {

TEST(Workers, RunEveryJobBeforeTheyEnd) {
  std::atomic<int> done = 0;
  Workers workers(2, 50);
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(workers.offer([&] { ++done; }));
  workers.shutdown();
  EXPECT_EQ(done, 50);
}

TEST(Workers, RunAsManyJobsAtOnceAsThereAreThreads) {
  std::latch all_here(3);
  Workers workers(3, 0);
  for (int i = 0; i < 3; ++i) workers.offer([&] { all_here.arrive_and_wait(); });
  workers.shutdown();  // would never return if fewer ran at once
  EXPECT_TRUE(all_here.try_wait());
}

TEST(Workers, RefuseWhatNeitherThreadNorQueueCanTake) {
  std::latch go(1);
  std::atomic<int> done = 0;
  Workers workers(1, 2);
  const auto wait_and_count = [&] { go.wait(), ++done; };
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(workers.offer(wait_and_count)) << i;
  EXPECT_FALSE(workers.offer(wait_and_count));
  go.count_down();
  workers.shutdown();
  EXPECT_EQ(done, 3);
}

TEST(Workers, MayBeShutDownTwice) {
  Workers workers(1, 1);
  workers.shutdown();
  workers.shutdown();
}

}  // namespace
}  // namespace millrace
