#include "service/admin/watermark_holder.h"

#include <fmt/format.h>

#include <algorithm>

#include "service/admin/late_rule.h"
#include "service/config/units.h"

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

std::optional<std::uint64_t> total_lag(std::span<const PartitionLag> lags) {
  if (lags.empty()) return std::nullopt;
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

std::string in_words(const PartitionLag& holder, Millis idle_after) {
  if (const auto behind = records_behind(holder); behind > 0) {
    return fmt::format("{} records of it are yet to be read", behind);
  }
  const auto silent = fmt::format("it has been silent for {}, and ", in_words(holder.quiet));
  if (idle_after == Millis{0}) return silent + "never counts as idle";
  return silent + fmt::format("counts as idle after {} with nothing left to read", format_duration(idle_after));
}

std::string remedy_of_holder(const PartitionLag& holder, const std::string& source, Millis idle_after) {
  if (records_behind(holder) > 0) {
    return "They have to be read first; if they become more, the service or the brokers are too slow for them";
  }
  std::string look = "Look at the producer of that partition: it is silent, or its clock is behind";
  if (idle_after > Millis{0}) return look;
  return fmt::format("{}. Or set idle_after of source {}: a silent partition then no longer counts", look, source);
}

}  // namespace millrace
