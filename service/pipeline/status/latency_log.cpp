#include "service/pipeline/status/latency_log.h"

#include <algorithm>
#include <bit>

namespace millrace {
namespace {

constexpr Millis kSlot{10'000};
constexpr int kBits = 5;  // that a rounded latency keeps

Millis rounded_up(Millis latency) {
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(0, latency.count()));
  const int spare = static_cast<int>(std::bit_width(value)) - kBits;
  if (spare <= 0) return Millis{static_cast<std::int64_t>(value)};
  return Millis{static_cast<std::int64_t>((((value >> spare) + 1) << spare) - 1)};
}

// The least latency that so many of the records do not exceed.
Millis at_rank(const std::map<Millis, std::uint64_t>& counts, std::uint64_t rank) {
  std::uint64_t seen = 0;
  for (const auto& [latency, records] : counts) {
    seen += records;
    if (seen >= rank) return latency;
  }
  return Millis{0};
}

}  // namespace

void LatencyLog::add(MonotonicTime now, Millis latency, std::uint64_t records) {
  const std::lock_guard lock(mutex_);
  if (slots_.empty() || now - slots_.front().began >= kSlot) slots_.push_front({now, {}});
  while (now - slots_.back().began > kLookBack) slots_.pop_back();
  slots_.front().counts[rounded_up(latency)] += records;
}

std::optional<LatencyLog::Quantiles> LatencyLog::of_last_minutes(MonotonicTime now) const {
  Counts all;
  Quantiles told;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& slot : slots_) {
      if (now - slot.began > kLookBack) break;
      for (const auto& [latency, records] : slot.counts) {
        all[latency] += records;
        told.records += records;
      }
    }
  }
  if (told.records == 0) return std::nullopt;
  told.p50 = at_rank(all, (told.records + 1) / 2);
  told.p99 = at_rank(all, told.records - told.records / 100);
  return told;
}

}  // namespace millrace
