// Records that came too late for their windows, as the shards count them.
#pragma once

#include <algorithm>

#include "service/pipeline/counters.h"

namespace millrace {

// Since the process began.
struct LateRecords {
  std::uint64_t records = 0;
  Millis behind{0};  // how far the watermark had passed their windows' ends, at most
};

// `query`: in the order of the configuration.
inline LateRecords late_records(const Counters& counters, std::size_t query) {
  LateRecords late;
  for (const auto& shard : counters.shards) {
    late.records += shard.late[query].read();
    const auto behind = static_cast<std::int64_t>(shard.late_behind_ms[query].read());
    late.behind = std::max(late.behind, Millis{behind});
  }
  return late;
}

}  // namespace millrace
