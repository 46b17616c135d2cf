// A clock that moves only when told to. Not synchronised: for tests that drive one thread's worth of time.
#pragma once

#include "base/time.h"

namespace millrace {

class FakeClock : public Clock {
 public:
  MonotonicTime now() const override { return now_; }
  WallTime wall() const override { return wall_; }

  void advance(std::chrono::nanoseconds by) {
    now_ += by;
    wall_ = WallTime{wall_.time_since_epoch() + std::chrono::floor<Millis>(now_.time_since_epoch()) -
                     std::chrono::floor<Millis>((now_ - by).time_since_epoch())};
  }
  // The calendar clock jumps, as NTP and operators make it do; the monotonic one does not notice.
  void set_wall(WallTime wall) { wall_ = wall; }

 private:
  MonotonicTime now_{std::chrono::seconds(1)};
  WallTime wall_{std::chrono::sys_days{std::chrono::year{2026} / 1 / 2}};
};

}  // namespace millrace
