#include "service/admin/watermark_holder.h"

#include <algorithm>

namespace millrace {
namespace {

const PartitionLag* slowest(std::span<const PartitionLag> lags) {
  const PartitionLag* found = nullptr;
  for (const auto& lag : lags) {
    if (!lag.idle && (found == nullptr || lag.watermark < found->watermark)) found = &lag;
  }
  return found;
}

}  // namespace

std::uint64_t records_behind(const PartitionLag& lag) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, lag.end.value - lag.position.value));
}

std::uint64_t total_lag(std::span<const PartitionLag> lags) {
  std::uint64_t total = 0;
  for (const auto& lag : lags) total += records_behind(lag);
  return total;
}

std::optional<PartitionId> watermark_holder(std::span<const PartitionLag> lags) {
  const auto* held_by = slowest(lags);
  return held_by == nullptr ? std::nullopt : std::optional(held_by->partition);
}

EventTime source_watermark(std::span<const PartitionLag> lags) {
  if (const auto* held_by = slowest(lags)) return held_by->watermark;
  auto greatest = kNoEventTime;
  for (const auto& lag : lags) greatest = std::max(greatest, lag.watermark);
  return greatest;
}

}  // namespace millrace
