// How a thread's time divides: on a processor, waiting for room behind it, waiting for input.
#pragma once

#include <chrono>

#include "base/time.h"
#include "service/pipeline/counters.h"

namespace millrace {

// The calling thread's time on a processor; a system call.
std::chrono::nanoseconds thread_cpu_time();

// Lives on the thread that it measures. Exact without a look at the clock for each piece of work: the kernel knows the
// thread's time on a processor, the channels know how long they had no room, and idle is the rest.
class WorkTime {
 public:
  using CpuTime = std::chrono::nanoseconds (*)();
  explicit WorkTime(WorkCounters& counters, MonotonicTime now, CpuTime cpu_time = thread_cpu_time)
      : counters_(counters), cpu_time_(cpu_time), told_at_(now), cpu_(cpu_time()) {}

  bool is_due(MonotonicTime now) const { return now - told_at_ >= kEvery; }
  // `backpressured`: waited for room, from this object's beginning on.
  void tell(MonotonicTime now, std::chrono::nanoseconds backpressured);

 private:
  static constexpr Millis kEvery{100};

  WorkCounters& counters_;
  CpuTime cpu_time_;
  MonotonicTime told_at_;
  std::chrono::nanoseconds cpu_;
  std::chrono::nanoseconds backpressured_{0};
};

}  // namespace millrace
