// What became of the last checkpoints, for people who look.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/time.h"
#include "checkpoint/ledger.h"
#include "service/pipeline/instruments.h"

namespace millrace {

// A checkpoint's ledger, by the names of the pipeline file.
struct NamedLedger {
  std::map<std::string, SourceCount> sources;
  std::map<std::string, QueryCount> queries;
  std::uint64_t rows_sent = 0;
  std::vector<std::string> mismatches;  // of its epoch, in words
};

struct CheckpointResult {
  CheckpointTimes times{};
  std::uint64_t delta_bytes = 0;  // written for it
  std::uint64_t state_bytes = 0;  // of everything its manifest names
  NamedLedger ledger{};
};

// One checkpoint, from its barrier to its end. A number may come twice: an aborted checkpoint's is used again.
struct CheckpointRecord {
  enum class Status { kInProgress, kCompleted, kFailed };

  CheckpointId id;
  std::string trigger;
  WallTime began{};
  Status status = Status::kInProgress;
  bool full = false;           // it names a base that the one before it did not
  CheckpointResult result{};   // of a completed one
  int retries = 0;             // writes that failed and were tried again
  std::string reason;          // of a failed one: see kFailureReasons
  std::optional<Error> error;  // of a failed one, or of the last write that was tried again
};

struct CheckpointCounts {
  std::uint64_t completed = 0;
  std::uint64_t failed = 0;
  std::uint64_t consecutive_failures = 0;
};

// Written by the decider's thread, read by any.
class CheckpointHistory {
 public:
  void began(CheckpointId id, std::string trigger, bool full, WallTime when);
  void completed(CheckpointId id, const CheckpointResult& result);
  void failed(CheckpointId id, const std::string& reason, const Error& error);

  // Newest first.
  std::vector<CheckpointRecord> newest(std::size_t count) const;
  std::optional<CheckpointRecord> last_completed() const;
  CheckpointCounts counts() const;

  static constexpr std::size_t kKept = 200;

 private:
  CheckpointRecord* open(CheckpointId id);

  mutable std::mutex mutex_;
  std::deque<CheckpointRecord> records_;  // newest first
  std::optional<CheckpointRecord> last_completed_;
  CheckpointCounts counts_;
};

}  // namespace millrace
