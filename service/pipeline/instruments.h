// What the decider and recovery tell the world: metrics, and the log lines that go with them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/error.h"
#include "base/ids.h"
#include "base/time.h"
#include "checkpoint/manifest.h"
#include "service/pipeline/arrival_times.h"

namespace millrace {

// One checkpoint's way, for the histogram by phase. The phases follow each other; together they are the total.
struct CheckpointTimes {
  std::chrono::nanoseconds align{0};     // barrier until every shard has frozen, but for the snapshot
  std::chrono::nanoseconds snapshot{0};  // the longest freeze of a shard: it takes no records meanwhile
  std::chrono::nanoseconds upload{0};    // from there until deltas and manifest are durable
  std::chrono::nanoseconds flush{0};     // outputs and offsets in the transaction
  std::chrono::nanoseconds commit{0};    // the decision
  std::chrono::nanoseconds total{0};
};

class Instruments {
 public:
  virtual ~Instruments() = default;
  virtual void heartbeat() = 0;
  // The same while a call to Kafka has no answer yet; an error that is not kRetry is no waiting.
  virtual void waiting(const Error& unanswered) = 0;
  virtual void checkpoint_started(CheckpointId id) = 0;
  virtual void checkpoint_completed(CheckpointId id, const CheckpointTimes& times, std::uint64_t delta_bytes) = 0;
  virtual void checkpoint_failed(CheckpointId id, const std::string& reason, const Error& error) = 0;
  virtual void transaction_ended(const std::string& result) = 0;  // committed, aborted, fenced, unknown
  virtual void epoch_bumped() = 0;
  virtual void rows_out(const std::string& topic, std::uint64_t rows, std::uint64_t bytes) = 0;
  virtual void position(const std::string& topic, PartitionId partition, Offset committed) = 0;
  virtual void watermark(const std::string& query, EventTime watermark) = 0;
  virtual void storage_failed(const std::string& operation) = 0;
  // What keeps a shard's local database up to date, "consolidate" or "base". Checkpoints go on without it, and what a
  // restart must read grows. Background threads.
  virtual void upkeep_failed(ShardId shard, const std::string& operation, const Error& error) = 0;
  virtual void upkeep_done(ShardId shard) = 0;
  // `bytes`: of all files of the base; `added`: of those that were not stored before.
  virtual void base_written(std::uint64_t bytes, std::uint64_t added) = 0;
  virtual void damage_found() = 0;                           // a stored file is damaged or missing
  virtual void state_stored(std::uint64_t bytes) = 0;        // deltas and bases of the committed checkpoint
  virtual void committed(const ArrivalTimes& arrivals) = 0;  // of records read in the epoch just committed
  virtual void ledger(const Manifest& manifest) = 0;         // of a committed checkpoint
  virtual void ledger_mismatch(CheckpointId id, const std::string& what) = 0;
  virtual void stopping() = 0;
};

}  // namespace millrace
