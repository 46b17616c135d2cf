#include "service/admin/query_state.h"

#include <algorithm>

namespace millrace {
namespace {

void add(QueryState& sum, const QueryStateView& share) {
  sum.watermark = std::min(sum.watermark, share.watermark);
  sum.panes += share.panes;
  sum.keys += share.keys;
  sum.bytes += share.bytes;
  if (!share.next_window_end) return;
  sum.next_window_end = std::min(sum.next_window_end.value_or(EventTime::max()), *share.next_window_end);
}

}  // namespace

std::optional<QueryState> query_state(const StatusBoard& board, const std::string& name) {
  const auto ids = board.query_ids.read();
  if (!ids || !ids->contains(name)) return std::nullopt;
  QueryState sum;
  sum.watermark = EventTime::max();
  bool any = false;
  for (const auto& shard : board.shards) {
    const auto views = shard.read();
    if (!views) return std::nullopt;
    for (const auto& view : *views) {
      if (view.query != ids->at(name)) continue;
      any = true;
      add(sum, view);
    }
  }
  return any ? std::optional(sum) : std::nullopt;
}

}  // namespace millrace
