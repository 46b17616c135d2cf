// One query's state, put together from what its shards published at their last barriers.
#pragma once

#include <optional>

#include "service/pipeline/status/status_board.h"

namespace millrace {

struct QueryState {
  EventTime watermark = kNoEventTime;  // the least of the shards
  std::uint64_t panes = 0;             // of all shards
  std::uint64_t keys = 0;
  std::uint64_t bytes = 0;
  std::optional<EventTime> next_window_end;  // of the windows that wait for the watermark, the first
};

// None: no shard has published the query yet, or it keeps no state.
std::optional<QueryState> query_state(const StatusBoard& board, const std::string& name);

}  // namespace millrace
