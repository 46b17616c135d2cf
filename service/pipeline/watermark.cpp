#include "service/pipeline/watermark.h"

#include <algorithm>

namespace millrace {
namespace {

// kNoEventTime stays what it is: there is nothing to subtract from.
EventTime delayed(EventTime highest, Millis max_delay) {
  return highest == kNoEventTime ? kNoEventTime : highest - max_delay;
}

}  // namespace

void PartitionWatermarks::add(PartitionId partition, EventTime highest, MonotonicTime now) {
  const auto number = static_cast<std::size_t>(partition.value);
  if (index_.size() <= number) index_.resize(number + 1);
  index_[number] = partitions_.size();
  partitions_.push_back({partition, highest, now, false});
}

PartitionWatermarks::Standing PartitionWatermarks::standing(PartitionId partition, MonotonicTime now) const {
  const auto& p = partitions_[index(partition)];
  return {delayed(p.highest, max_delay_), p.idle, std::chrono::floor<Millis>(now - p.quiet_since)};
}

std::vector<PartitionId> PartitionWatermarks::quiet(MonotonicTime now) const {
  std::vector<PartitionId> quiet;
  if (idle_after_ == Millis::zero()) return quiet;
  for (const auto& p : partitions_) {
    if (!p.idle && now - p.quiet_since >= idle_after_) quiet.push_back(p.id);
  }
  return quiet;
}

void PartitionWatermarks::held_back(MonotonicTime::duration gap) {
  for (auto& p : partitions_) p.quiet_since += gap;
}

WatermarkShare PartitionWatermarks::share() const {
  WatermarkShare share{true, EventTime::max(), kNoEventTime};
  for (const auto& p : partitions_) {
    const auto mark = delayed(p.highest, max_delay_);
    share.idle_at = std::max(share.idle_at, mark);
    if (p.idle) continue;
    share.idle = false;
    share.active = std::min(share.active, mark);
  }
  if (share.idle) share.active = kNoEventTime;
  return share;
}

EventTime SourceWatermark::update(std::size_t thread, const WatermarkShare& share) {
  shares_[thread] = share;
  bool all_idle = true;
  auto least = EventTime::max();
  auto greatest = kNoEventTime;
  for (const auto& s : shares_) {
    greatest = std::max(greatest, s.idle_at);
    if (s.idle) continue;
    all_idle = false;
    least = std::min(least, s.active);
  }
  current_ = std::max(current_, all_idle ? greatest : least);
  return current_;
}

}  // namespace millrace
