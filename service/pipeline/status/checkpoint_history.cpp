#include "service/pipeline/status/checkpoint_history.h"

#include <algorithm>
#include <utility>

namespace millrace {

using Status = CheckpointRecord::Status;

void CheckpointHistory::began(CheckpointId id, std::string trigger, bool full, WallTime when) {
  CheckpointRecord record;
  record.id = id;
  record.trigger = std::move(trigger);
  record.full = full;
  record.began = when;
  const std::lock_guard lock(mutex_);
  if (records_.size() == kKept) records_.pop_back();
  records_.push_front(std::move(record));
}

void CheckpointHistory::completed(CheckpointId id, const CheckpointResult& result) {
  const std::lock_guard lock(mutex_);
  auto* record = open(id);
  if (record == nullptr) return;
  record->result = result;
  record->status = Status::kCompleted;
  last_completed_ = *record;
  ++counts_.completed;
  counts_.consecutive_failures = 0;
}

void CheckpointHistory::failed(CheckpointId id, const std::string& reason, const Error& error) {
  const std::lock_guard lock(mutex_);
  auto* record = open(id);
  if (record == nullptr) return;
  record->error = error;
  if (reason == "prepare_retry") {
    ++record->retries;
    return;
  }
  record->status = Status::kFailed;
  record->reason = reason;
  ++counts_.failed;
  ++counts_.consecutive_failures;
}

std::vector<CheckpointRecord> CheckpointHistory::newest(std::size_t count) const {
  const std::lock_guard lock(mutex_);
  return {records_.begin(), records_.begin() + static_cast<std::ptrdiff_t>(std::min(count, records_.size()))};
}

std::optional<CheckpointRecord> CheckpointHistory::last_completed() const {
  const std::lock_guard lock(mutex_);
  return last_completed_;
}

CheckpointCounts CheckpointHistory::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

CheckpointRecord* CheckpointHistory::open(CheckpointId id) {
  const bool is_it = !records_.empty() && records_.front().id == id && records_.front().status == Status::kInProgress;
  return is_it ? &records_.front() : nullptr;
}

}  // namespace millrace
