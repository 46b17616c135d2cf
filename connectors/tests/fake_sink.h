// The transactional sink on the fake broker.
#pragma once

#include <functional>
#include <string_view>

#include "connectors/tests/fake_broker.h"

namespace millrace {

class FakeSink : public TransactionalSink {
 public:
  static constexpr std::size_t kLargestRow = 1'000'000;

  FakeSink(FakeBroker& broker, std::string name, std::vector<std::string> topics)
      : broker_(broker), name_(std::move(name)), topics_(std::move(topics)) {}

  Result<void> init(Millis) override {
    return call(FakeCall::kInit, [&]() -> Result<void> {
      broker_.end_transaction(name_, false);
      epoch_ = ++broker_.producers_[name_].epoch;
      return {};
    });
  }

  // As with the real one, an idle fenced instance does not notice here.
  Result<void> begin() override {
    return call(FakeCall::kBegin, [&]() -> Result<void> {
      if (needs_new_handle_ || open_) return std::unexpected(fake_error(Reaction::kFatal));
      open_ = true;
      return {};
    });
  }

  Result<void> produce(std::span<const RowView> rows) override {
    return call(FakeCall::kProduce, [&]() -> Result<void> {
      if (!open_) return std::unexpected(fake_error(Reaction::kFatal));
      if (is_fenced()) return {};  // found out by flush
      for (const RowView& row : rows) {
        if (row.value.size() > kLargestRow) {
          return std::unexpected(fake_error(Reaction::kStop, StopReason::kConfiguration));
        }
        append(row);
      }
      return {};
    });
  }

  Result<void> flush(Millis) override {
    return fenced_call(FakeCall::kFlush, [] {});
  }

  Result<void> send_offsets(std::span<const OffsetToCommit> offsets, Millis) override {
    return fenced_call(FakeCall::kSendOffsets, [&] {
      for (const auto& [partition, offset, metadata] : offsets) {
        broker_.producers_[name_].offsets[partition] = {partition, offset, metadata};
      }
    });
  }

  Result<void> commit(Millis) override {
    return fenced_call(FakeCall::kCommit, [&] { end(true); });
  }
  Result<void> abort(Millis) override {
    return fenced_call(FakeCall::kAbort, [&] { end(false); });
  }
  bool needs_new_handle() const override { return needs_new_handle_; }

 private:
  template <class Body>
  Result<void> call(FakeCall which, Body body) {
    const auto injected = broker_.enter(which);
    const std::lock_guard lock(broker_.mutex_);
    Result<void> result;
    if (injected.happens) result = body();
    if (injected.error) return std::unexpected(*injected.error);
    return result;
  }

  template <class Body>
  Result<void> fenced_call(FakeCall which, Body body) {
    return call(which, [&]() -> Result<void> {
      if (is_fenced()) return std::unexpected(fake_error(Reaction::kStop, StopReason::kFenced));
      body();
      return {};
    });
  }

  bool is_fenced() const { return broker_.producers_[name_].epoch != epoch_; }

  void append(const RowView& row) {
    auto& partitions = broker_.topics_.at(topics_[row.topic]).partitions;
    const std::size_t hash = row.key ? std::hash<std::string_view>()(*row.key) : round_robin_++;
    FakeRecord record{std::nullopt, std::string(row.value), row.timestamp};
    if (row.key) record.key = std::string(*row.key);
    partitions[hash % partitions.size()].append(std::move(record), name_);
  }

  void end(bool commit) {
    broker_.end_transaction(name_, commit);
    open_ = false;
    if (std::exchange(broker_.next_end_suspicious_, false)) needs_new_handle_ = true;
  }

  FakeBroker& broker_;
  std::string name_;
  std::vector<std::string> topics_;
  int epoch_ = 0;
  std::size_t round_robin_ = 0;
  bool open_ = false;
  bool needs_new_handle_ = false;
};

}  // namespace millrace
