// When the next checkpoint begins, and why.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace millrace {

// What a manifest gives as the reason for its checkpoint.
inline constexpr std::string_view kIntervalTrigger = "interval";
inline constexpr std::string_view kRequestTrigger = "request";
inline constexpr std::string_view kStopTrigger = "stop";
inline constexpr std::string_view kInitialTrigger = "initial";
inline constexpr std::string_view kFromTrigger = "from";
inline constexpr std::string_view kAcceptOffsetsTrigger = "accept-offsets";

// The interval runs from barrier to barrier, whether records arrive or not. A checkpoint that took longer than it
// is followed by the next at once. Never two in flight. A request or a stop does not wait for the interval.
struct CheckpointTrigger {
  Millis interval{1000};
  MonotonicTime next_due{};
  bool in_flight = false;
  bool stop_wanted = false;
  bool requested = false;

  std::optional<std::string_view> due(MonotonicTime now) const;
  MonotonicTime after_barrier(MonotonicTime now) const { return now + interval; }
};

}  // namespace millrace
