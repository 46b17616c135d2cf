// Watermarks: "no record with an earlier event time is expected any more".
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "service/pipeline/messages.h"

namespace millrace {

// The watermark of one source thread's partitions: min over them of (highest event time - max_delay).
// A partition without records holds it back, until it is idle. Lives on the source thread.
class PartitionWatermarks {
 public:
  PartitionWatermarks(Millis max_delay, Millis idle_after) : max_delay_(max_delay), idle_after_(idle_after) {}

  void add(PartitionId partition, EventTime highest, MonotonicTime now);
  void record(PartitionId partition, EventTime time, MonotonicTime now) {
    auto& p = partitions_[index(partition)];
    if (time > p.highest) p.highest = time;
    p.quiet_since = now;
    p.idle = false;
  }
  EventTime highest(PartitionId partition) const { return partitions_[index(partition)].highest; }

  // What one partition allows, for people who look.
  struct Standing {
    EventTime watermark = kNoEventTime;
    bool idle = false;
    Millis quiet{0};  // since the last record, without the time in which this thread was held back
  };
  Standing standing(PartitionId partition, MonotonicTime now) const;

  // Partitions that have been quiet for idle_after and are not idle yet. They become idle only by a successful query
  // to the broker that shows nothing is left to read: mark_idle; else the wait begins anew: still_behind.
  std::vector<PartitionId> quiet(MonotonicTime now) const;
  void mark_idle(PartitionId partition) { partitions_[index(partition)].idle = true; }
  void still_behind(PartitionId partition, MonotonicTime now) { partitions_[index(partition)].quiet_since = now; }
  // Time in which this thread was held back (a full queue) or stopped does not count as quiet; what was quiet before it
  // does, or a machine that often pauses would never see a partition idle.
  void held_back(MonotonicTime::duration gap);

  WatermarkShare share() const;

 private:
  struct Partition {
    PartitionId id;
    EventTime highest = kNoEventTime;
    MonotonicTime quiet_since{};
    bool idle = false;  // never restored: a start begins with all active
  };
  std::size_t index(PartitionId id) const { return index_[static_cast<std::size_t>(id.value)]; }

  Millis max_delay_;
  Millis idle_after_;  // zero: never idle
  std::vector<Partition> partitions_;
  std::vector<std::size_t> index_;  // by partition number
};

// The watermark of a source as a shard sees it, from the shares of the threads that read it. Never goes back.
// Lives on the shard's thread.
class SourceWatermark {
 public:
  explicit SourceWatermark(std::size_t threads, EventTime start = kNoEventTime) : shares_(threads), current_(start) {}
  // Returns the watermark after thread `i` (of this source) reported its share.
  EventTime update(std::size_t thread, const WatermarkShare& share);
  EventTime current() const { return current_; }

 private:
  std::vector<WatermarkShare> shares_;
  EventTime current_;
};

}  // namespace millrace
