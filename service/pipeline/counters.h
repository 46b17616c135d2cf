// Plain counters of the hot path: each has one writer, anybody reads; exported by service/pipeline/instruments.h.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "service/pipeline/arrival_times.h"

namespace millrace {

// A counter or gauge with one writer: an addition is a plain load and store, no lock prefix.
class Tally {
 public:
  void add(std::uint64_t n) { value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed); }
  void set(std::uint64_t n) { value_.store(n, std::memory_order_relaxed); }
  std::uint64_t read() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// Counted by reason; rare enough for a lock.
class Reasons {
 public:
  void add(const std::string& reason) {
    const std::lock_guard lock(mutex_);
    ++counts_[reason];
  }
  std::map<std::string, std::uint64_t> read() const {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::uint64_t> counts_;
};

// How far a source has read one partition, and the watermark that it allows.
struct PartitionLag {
  PartitionId partition;
  Offset position;
  Offset end;
  std::optional<std::int64_t> last_read{};  // Kafka's timestamp of the last record read, if known
  EventTime watermark = kNoEventTime;
  bool idle = false;
  Millis quiet{0};  // since its last record
};

// Told about once a second; rare enough for a lock.
class Lags {
 public:
  void set(std::vector<PartitionLag> lags) {
    const std::lock_guard lock(mutex_);
    lags_ = std::move(lags);
  }
  std::vector<PartitionLag> read() const {
    const std::lock_guard lock(mutex_);
    return lags_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<PartitionLag> lags_;
};

// How a thread's time divides; nanoseconds.
struct WorkCounters {
  Tally busy_ns;
  Tally idle_ns;
  Tally backpressured_ns;
};

struct SourceCounters {
  Tally partitions;  // assigned
  Tally records;
  Tally bytes;
  Tally filtered;
  Reasons rejected;
  Lags lags;
  PassedArrivals arrivals;
  WorkCounters work;
};

struct ShardCounters {
  Tally aggregated;
  std::vector<Tally> late;            // by query, in the order of the configuration
  std::vector<Tally> late_behind_ms;  // the same: how far the watermark had passed their windows' ends, at most
  Tally stall_ns;                     // how long the last freeze held the shard
  Tally state_bytes;
  Tally state_keys;
  Tally state_panes;
  Reasons rejected_rows;
  WorkCounters work;
};

// Sized once when the process starts (the configuration does not change); survives every run, so that nothing counted
// is lost by a recovery.
struct Counters {
  std::vector<SourceCounters> sources;
  std::vector<ShardCounters> shards;
  Counters(std::size_t source_threads, std::size_t shard_count, std::size_t queries)
      : sources(source_threads), shards(shard_count) {
    for (auto& shard : shards) {
      shard.late = std::vector<Tally>(queries);
      shard.late_behind_ms = std::vector<Tally>(queries);
    }
  }
};

}  // namespace millrace
