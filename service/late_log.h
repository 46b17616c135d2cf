// The log of records that came too late: told at once, then all of a minute together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "service/config/config.h"
#include "service/pipeline/counters.h"

namespace millrace {

// Views the configuration and the counters. One thread.
class LateLog {
 public:
  LateLog(const Config& config, const Counters& counters);

  // The lines that are due: of each query one a minute at most, and none without further late records.
  std::vector<std::string> due(MonotonicTime now);

  static constexpr std::chrono::seconds kApart{60};

 private:
  struct Told {
    std::uint64_t records = 0;
    std::optional<MonotonicTime> when;
  };

  const Config& config_;
  const Counters& counters_;
  std::vector<Told> told_;  // by query
};

}  // namespace millrace
