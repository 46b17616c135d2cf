#include "service/pipeline/work_time.h"

#include <algorithm>
#include <ctime>
#include <utility>

namespace millrace {

std::chrono::nanoseconds thread_cpu_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

void WorkTime::tell(MonotonicTime now, std::chrono::nanoseconds backpressured) {
  const auto cpu = cpu_time_();
  const auto busy = cpu - std::exchange(cpu_, cpu);
  const auto waited = backpressured - std::exchange(backpressured_, backpressured);
  const auto idle = now - std::exchange(told_at_, now) - busy - waited;
  counters_.busy_ns.add(static_cast<std::uint64_t>(busy.count()));
  counters_.backpressured_ns.add(static_cast<std::uint64_t>(waited.count()));
  counters_.idle_ns.add(static_cast<std::uint64_t>(std::max(std::chrono::nanoseconds(0), idle).count()));
}

}  // namespace millrace
