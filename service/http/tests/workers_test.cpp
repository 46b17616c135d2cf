#include "service/http/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace millrace {
namespace {

TEST(Workers, RunEveryJobBeforeTheyEnd) {
  std::atomic<int> done = 0;
  Workers workers(2);
  for (int i = 0; i < 50; ++i) workers.enqueue([&] { ++done; });
  workers.shutdown();
  EXPECT_EQ(done, 50);
}

TEST(Workers, RunAsManyJobsAtOnceAsThereAreThreads) {
  std::latch all_here(3);
  Workers workers(3);
  for (int i = 0; i < 3; ++i) workers.enqueue([&] { all_here.arrive_and_wait(); });
  workers.shutdown();  // would never return if fewer ran at once
  EXPECT_TRUE(all_here.try_wait());
}

TEST(Workers, MakeTheNextJobWaitWhileAllAreBusy) {
  std::latch go(1);
  std::latch both_started(2);
  std::atomic<int> accepted = 0;
  Workers workers(1);
  workers.enqueue([&] { both_started.count_down(), go.wait(); });
  std::jthread acceptor([&] {
    for (int i = 0; i < 3; ++i) {
      workers.enqueue([] {});
      ++accepted;
    }
    both_started.count_down();
  });
  while (accepted < 1) std::this_thread::yield();  // one job may lie on offer, no more
  EXPECT_FALSE(both_started.try_wait());
  EXPECT_EQ(accepted, 1);
  go.count_down();
  acceptor.join();
  EXPECT_EQ(accepted, 3);
}

TEST(Workers, MayBeShutDownTwice) {
  Workers workers(1);
  workers.shutdown();
  workers.shutdown();
}

}  // namespace
}  // namespace millrace
