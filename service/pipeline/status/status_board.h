// What a running pipeline shows of itself beyond its counters: snapshots and short histories, for the admin interface.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "checkpoint/checkpoint_store.h"
#include "checkpoint/manifest.h"
#include "service/pipeline/status/checkpoint_history.h"
#include "service/pipeline/status/checkpoint_requests.h"
#include "service/pipeline/status/fire_log.h"
#include "service/pipeline/status/latency_log.h"
#include "service/pipeline/status/latest.h"
#include "service/pipeline/status/recent.h"
#include "state/shard_state.h"
#include "state/shard_store.h"

namespace millrace {

// A recovery, well or not.
struct RestoreReport {
  WallTime ended{};
  std::chrono::nanoseconds took{0};
  std::optional<CheckpointId> checkpoint;  // none: it failed
  Incarnation incarnation{};
  std::vector<std::string> notes;  // what it told on its way
  std::optional<Error> error;
};

struct NotedError {
  WallTime when{};
  Error error;
};

// A record or row that was left out.
struct RejectedRecord {
  WallTime when{};
  std::string where;   // "orders[3]@1207"
  std::string reason;  // a word of a fixed set
  std::string detail;
};

// A record that came too late for its window, or a window's row that could not be made.
struct LeftOut {
  WallTime when{};
  QueryId query;
  EventTime window_end = kNoEventTime;
  std::uint64_t key_hash = 0;  // state/key_hash.h: 64 bits tell keys apart well enough, and need no room
  std::string reason;          // "late", or what failed
  Millis behind{0};            // of a late one: how far the watermark had passed the window's end
};

// Where the state of a run's checkpoints is stored. The stores live as long as the run: let go of one soon.
struct StoredState {
  std::shared_ptr<const CheckpointStore> store;
  std::vector<std::weak_ptr<const ShardStore>> shards;
};

// The checkpoint that the run stands on.
struct CommittedCheckpoint {
  CheckpointName name;
  std::vector<PartitionPosition> positions;
  WallTime when{};
};

// Rows written to topics, those of aborted transactions included.
class RowsOut {
 public:
  struct Count {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
  };
  void add(const std::string& topic, std::uint64_t rows, std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    auto& count = counts_[topic];
    count.rows += rows;
    count.bytes += bytes;
  }
  std::map<std::string, Count> read() const {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Count> counts_;
};

// Made when the process starts; survives every run. Each member has one writer and is read by any thread:
//   checkpoints, requests, committed, fires, latency, rows_out   decider
//   shards[k]                                                    shard k, at its barriers
//   query_ids, stored, restore, errors                           the process, between runs
//   rejected                                                     source and shard threads
//   left_out                                                     shard threads
struct StatusBoard {
  explicit StatusBoard(std::size_t shard_count) : shards(shard_count) {}

  CheckpointHistory checkpoints;
  CheckpointRequests requests;
  Latest<CommittedCheckpoint> committed;
  FireLog fires;
  LatencyLog latency;
  Latest<std::map<std::string, QueryId>> query_ids;  // by name; published when a run begins
  Latest<StoredState> stored;                        // the same
  RowsOut rows_out;
  std::vector<Latest<std::vector<QueryStateView>>> shards;
  Latest<RestoreReport> restore;
  Recent<NotedError> errors{100};
  Recent<RejectedRecord> rejected{10'000};
  Recent<LeftOut> left_out{10'000};
};

}  // namespace millrace
