#include "service/pipeline/work_time.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

using namespace std::chrono_literals;

constexpr MonotonicTime moment(std::chrono::nanoseconds time) { return MonotonicTime{time}; }
std::uint64_t ns(std::chrono::nanoseconds time) { return static_cast<std::uint64_t>(time.count()); }

std::chrono::nanoseconds cpu_now{0};
std::chrono::nanoseconds fake_cpu() { return cpu_now; }

class WorkTimeTest : public testing::Test {
 protected:
  WorkTimeTest() { cpu_now = 5s; }  // spent before the measuring began
  WorkCounters counters_;
};

TEST_F(WorkTimeTest, DividesIntoBusyBackpressuredAndTheRest) {
  WorkTime work(counters_, moment(100s), fake_cpu);
  cpu_now += 300ms;
  work.tell(moment(101s), 500ms);
  EXPECT_EQ(counters_.busy_ns.read(), ns(300ms));
  EXPECT_EQ(counters_.backpressured_ns.read(), ns(500ms));
  EXPECT_EQ(counters_.idle_ns.read(), ns(200ms));
}

TEST_F(WorkTimeTest, CountsOnFromThereTheNextTime) {
  WorkTime work(counters_, moment(100s), fake_cpu);
  cpu_now += 300ms;
  work.tell(moment(101s), 500ms);
  cpu_now += 1s;
  work.tell(moment(103s), 600ms);
  EXPECT_EQ(counters_.busy_ns.read(), ns(1300ms));
  EXPECT_EQ(counters_.backpressured_ns.read(), ns(600ms));
  EXPECT_EQ(counters_.idle_ns.read(), ns(1100ms));
}

TEST_F(WorkTimeTest, IsNeverLessThanNothingThoughClocksDisagree) {
  WorkTime work(counters_, moment(100s), fake_cpu);
  cpu_now += 1001ms;
  work.tell(moment(101s), 1ms);
  EXPECT_EQ(counters_.idle_ns.read(), 0U);
}

TEST_F(WorkTimeTest, IsDueTenTimesASecond) {
  WorkTime work(counters_, moment(100s), fake_cpu);
  EXPECT_FALSE(work.is_due(moment(100s + 99ms)));
  EXPECT_TRUE(work.is_due(moment(100s + 100ms)));
  work.tell(moment(100s + 100ms), 0ms);
  EXPECT_FALSE(work.is_due(moment(100s + 150ms)));
}

TEST(ThreadCpuTime, RunsWhileTheThreadWorks) {
  const auto before = thread_cpu_time();
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (thread_cpu_time() == before && std::chrono::steady_clock::now() < deadline) {
  }
  EXPECT_GT(thread_cpu_time(), before);
}

}  // namespace
}  // namespace millrace
