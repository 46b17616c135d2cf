// How long records took from their arrival in Kafka to committed output, over the last minutes.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>

#include "base/time.h"

namespace millrace {

// Any thread. Bounded: a few slots of a few hundred counts.
class LatencyLog {
 public:
  static constexpr Millis kLookBack{300'000};

  struct Quantiles {
    std::uint64_t records = 0;
    Millis p50{0}, p99{0};  // at most 6 % above the true ones
  };

  void add(MonotonicTime now, Millis latency, std::uint64_t records);
  // None: no record was committed in that time.
  std::optional<Quantiles> of_last_minutes(MonotonicTime now) const;

 private:
  using Counts = std::map<Millis, std::uint64_t>;  // by latency, rounded up
  struct Slot {
    MonotonicTime began;
    Counts counts;
  };

  mutable std::mutex mutex_;
  std::deque<Slot> slots_;  // newest first
};

}  // namespace millrace
