// The Source port on the fake broker.
#pragma once

#include <chrono>
#include <map>

#include "connectors/added_partitions.h"
#include "connectors/tests/fake_broker.h"

namespace millrace {

class FakeSource : public Source {
 public:
  FakeSource(FakeBroker& broker, std::string topic) : broker_(broker), topic_(std::move(topic)) {}

  Result<void> assign(std::span<const PartitionStart> starts) override {
    const auto injected = broker_.enter(FakeCall::kAssign);
    if (injected.error) return std::unexpected(*injected.error);
    const std::lock_guard lock(broker_.mutex_);
    positions_.clear();
    broken_.reset();
    for (const auto& [partition, offset] : starts) positions_[partition.partition] = offset;
    known_ = broker_.partition_count(topic_);
    return {};
  }

  Result<std::size_t> poll(std::size_t max, Millis wait, RecordVisitor visit) override {
    const auto injected = broker_.enter(FakeCall::kPoll);
    if (injected.error) broken_ = injected.error;
    const auto deadline = std::chrono::steady_clock::now() + wait;
    std::vector<std::pair<PartitionId, Offset>> found;
    std::vector<FakeRecord> records;
    {
      std::unique_lock lock(broker_.mutex_);
      while (!broken_ && !take(max, found, records)) {
        if (broker_.changed_.wait_until(lock, deadline) == std::cv_status::timeout) break;
      }
    }
    if (broken_ && found.empty()) return std::unexpected(*broken_);
    for (std::size_t i = 0; i < found.size(); ++i) show(found[i], records[i], visit);
    return found.size();
  }

  Offset position(PartitionId partition) const override { return positions_.at(partition); }

  std::optional<Offset> known_end(PartitionId partition) const override {
    const std::lock_guard lock(broker_.mutex_);
    const FakePartition* log = broker_.find({topic_, partition});
    return log == nullptr ? std::nullopt : std::optional(log->high_watermark());
  }

  Result<std::vector<PartitionEnds>> ends(std::span<const PartitionId> partitions, Millis) override {
    const auto injected = broker_.enter(FakeCall::kEnds);
    if (injected.error) return std::unexpected(*injected.error);
    const std::lock_guard lock(broker_.mutex_);
    std::vector<PartitionEnds> ends;
    for (const auto partition : partitions) {
      const FakePartition* log = broker_.find({topic_, partition});
      if (log == nullptr) return std::unexpected(refused("no such partition"));
      ends.push_back({{topic_, partition}, log->low(), log->last_stable(), log->high_watermark()});
    }
    return ends;
  }

 private:
  Error refused(const std::string& cause) const {
    return {"read", topic_, cause, "", Reaction::kStop, StopReason::kRefused};
  }

  // Under the broker's lock. False: nothing there yet.
  bool take(std::size_t max, std::vector<std::pair<PartitionId, Offset>>& found, std::vector<FakeRecord>& records) {
    const auto count = broker_.partition_count(topic_);
    if (count > known_) {
      broken_ = added_partitions(topic_, static_cast<std::uint32_t>(count), static_cast<std::uint32_t>(known_));
    }
    for (auto& [partition, position] : positions_) {
      if (broken_) break;
      const FakePartition* log = broker_.find({topic_, partition});
      if (log == nullptr)
        broken_ = refused("no such partition");
      else if (position < log->low() || position > log->high_watermark())
        broken_ = refused("offset out of range");
      if (broken_) break;
      Offset from = position;
      for (auto at = log->next_readable(from); at && found.size() < max; at = log->next_readable(from)) {
        found.emplace_back(partition, *at);
        records.push_back(log->entry(*at).record);
        from = Offset{at->value + 1};
      }
      if (from == position && !log->next_readable(from)) position = std::max(position, log->last_stable());
    }
    return broken_ || !found.empty();
  }

  void show(std::pair<PartitionId, Offset> where, const FakeRecord& record, RecordVisitor visit) {
    const auto view = [](const std::optional<std::string>& bytes) -> std::optional<std::string_view> {
      if (!bytes) return std::nullopt;
      return *bytes;
    };
    try {
      visit({where.first, where.second, record.timestamp, view(record.key), view(record.value)});
    } catch (...) {
      broken_ = fake_error(Reaction::kFatal);
      throw;
    }
    positions_[where.first] = Offset{where.second.value + 1};
  }

  FakeBroker& broker_;
  std::string topic_;
  std::map<PartitionId, Offset> positions_;
  std::size_t known_ = 0;  // partitions of the topic
  std::optional<Error> broken_;
};

}  // namespace millrace
