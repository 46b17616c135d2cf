// The machine's clocks.
#pragma once

#include "base/time.h"

namespace millrace {

class SystemClock final : public Clock {
 public:
  MonotonicTime now() const override { return MonotonicTime{std::chrono::steady_clock::now().time_since_epoch()}; }
  WallTime wall() const override { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); }
};

}  // namespace millrace
