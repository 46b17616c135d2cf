// What a running pipeline shows of itself beyond its counters: snapshots and short histories, for the admin interface.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "checkpoint/manifest.h"
#include "service/pipeline/status/checkpoint_history.h"
#include "service/pipeline/status/checkpoint_requests.h"
#include "service/pipeline/status/latest.h"
#include "service/pipeline/status/recent.h"
#include "state/shard_state.h"

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
//   checkpoints, requests, committed, rows_out   decider
//   shards[k]                                    shard k, at its barriers
//   restore, errors                              the process, between runs
//   rejected                                     source and shard threads
struct StatusBoard {
  explicit StatusBoard(std::size_t shard_count) : shards(shard_count) {}

  CheckpointHistory checkpoints;
  CheckpointRequests requests;
  Latest<CommittedCheckpoint> committed;
  Latest<std::map<std::string, QueryId>> query_ids;  // by name; published when a run begins
  RowsOut rows_out;
  std::vector<Latest<std::vector<QueryStateView>>> shards;
  Latest<RestoreReport> restore;
  Recent<NotedError> errors{100};
  Recent<RejectedRecord> rejected{10'000};
};

}  // namespace millrace
