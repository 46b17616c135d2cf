#include "service/pipeline/status/fire_log.h"

#include <algorithm>

namespace millrace {

void FireLog::begin(const std::map<QueryId, EventTime>& watermarks) {
  const std::lock_guard lock(mutex_);
  for (const auto& [query, watermark] : watermarks) unknown_until_.try_emplace(query, watermark);
}

void FireLog::committed(CheckpointId checkpoint, WallTime when, std::span<const FiredWindow> shares) {
  std::map<std::pair<QueryId, EventTime>, std::uint64_t> rows;
  for (const auto& share : shares) rows[{share.query, share.end}] += share.rows;
  const std::lock_guard lock(mutex_);
  for (const auto& [window, count] : rows) {
    entries_.push_front({window.first, window.second, {checkpoint, when, count}});
    if (entries_.size() <= kKept) continue;
    const auto& last = entries_.back();
    auto& until = unknown_until_.try_emplace(last.query, kNoEventTime).first->second;
    until = std::max(until, last.end);
    entries_.pop_back();
  }
}

FireLog::Told FireLog::of(QueryId query, EventTime window_end) const {
  const std::lock_guard lock(mutex_);
  Told told;
  for (const auto& entry : entries_) {
    if (entry.query == query && entry.end == window_end) told.fires.push_back(entry.fire);
  }
  const auto until = unknown_until_.find(query);
  told.complete = until != unknown_until_.end() && window_end > until->second;
  return told;
}

}  // namespace millrace
