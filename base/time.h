// The three times of a stream processor, which must never be mixed, and the clock port.
#pragma once

#include <chrono>
#include <cstdint>

namespace millrace {

using Millis = std::chrono::milliseconds;

struct EventTimeline {
  using duration = Millis;
};
struct MonotonicTimeline {
  using duration = std::chrono::nanoseconds;
};

// When something happened according to the record, milliseconds since 1970 UTC.
using EventTime = std::chrono::time_point<EventTimeline, Millis>;
// For deadlines and durations within this process.
using MonotonicTime = std::chrono::time_point<MonotonicTimeline, std::chrono::nanoseconds>;
// The machine's calendar clock: for people, and for max_ahead; never for deadlines.
using WallTime = std::chrono::sys_time<Millis>;

constexpr EventTime event_time(std::int64_t millis) { return EventTime{Millis{millis}}; }
constexpr std::int64_t millis(EventTime t) { return t.time_since_epoch().count(); }
inline constexpr EventTime kNoEventTime = EventTime::min();  // "no record seen yet"

// The clock port. Real in service/, a hand-moved fake in base/tests/fake_clock.h. Any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual MonotonicTime now() const = 0;
  virtual WallTime wall() const = 0;
};

}  // namespace millrace
