// The instruments as lists that a test can look at.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "service/pipeline/instruments.h"

namespace millrace::test {

// What the decider reports, for tests to wait on.
class NotedInstruments final : public Instruments {
 public:
  void heartbeat() override { ++heartbeats; }
  void waiting(const Error& unanswered) override { note(waits, unanswered.attempted); }
  void checkpoint_started(CheckpointId) override {}
  void checkpoint_completed(CheckpointId id, const CheckpointTimes&, std::uint64_t) override { completed = id.value; }
  void checkpoint_failed(CheckpointId, const std::string& reason, const Error&) override { note(failures, reason); }
  void transaction_ended(const std::string& result) override { note(transactions, result); }
  void epoch_bumped() override { ++bumps; }
  void rows_out(const std::string&, std::uint64_t rows, std::uint64_t) override { rows_sent += rows; }
  void position(const std::string&, PartitionId, Offset) override {}
  void watermark(const std::string&, EventTime) override {}
  void storage_failed(const std::string& operation) override { note(storage, operation); }
  void upkeep_failed(ShardId, const std::string& operation, const Error&) override { note(storage, operation); }
  void upkeep_done(ShardId) override { ++upkeeps; }
  void base_written(std::uint64_t, std::uint64_t) override {}
  void damage_found() override { ++damages; }
  void state_stored(std::uint64_t bytes) override { stored_bytes = bytes; }
  void committed(const ArrivalTimes& arrivals) override {
    arrivals.for_each([this](std::int64_t, std::uint64_t records) { records_committed += records; });
  }
  void ledger(const Manifest&) override {}
  void ledger_mismatch(CheckpointId, const std::string& what) override { note(mismatches, what); }
  void stopping() override { ++stops; }

  std::vector<std::string> read(const std::vector<std::string>& list) const {
    const std::lock_guard lock(mutex_);
    return list;
  }

  std::atomic<std::uint64_t> completed{0};
  std::atomic<std::uint64_t> rows_sent{0};
  std::atomic<int> heartbeats{0}, upkeeps{0}, bumps{0}, damages{0}, stops{0};
  std::atomic<std::uint64_t> stored_bytes{0};
  std::atomic<std::uint64_t> records_committed{0};
  std::vector<std::string> failures, transactions, storage, mismatches, waits;

 private:
  void note(std::vector<std::string>& list, const std::string& word) {
    const std::lock_guard lock(mutex_);
    list.push_back(word);
  }
  mutable std::mutex mutex_;
};

}  // namespace millrace::test
