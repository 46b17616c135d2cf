// When the records of an epoch arrived in Kafka.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "base/ids.h"

namespace millrace {

// Counts of records by arrival, as exact as so many different times allow: beyond them neighbours are put together, the
// earlier one's time standing for both. One thread.
class ArrivalTimes {
 public:
  static constexpr std::size_t kMost = 512;

  // Epoch milliseconds, as Kafka stamps records.
  void add(std::int64_t arrived, std::uint64_t records) {
    counts_[arrived >> coarseness_] += records;
    while (counts_.size() > kMost) coarsen();
  }
  template <class Visit>
  void for_each(Visit&& visit) const {  // visit(std::int64_t arrived, std::uint64_t records), the earliest first
    for (const auto& [time, records] : counts_) visit(time * (std::int64_t{1} << coarseness_), records);
  }

 private:
  void coarsen() {
    ++coarseness_;
    std::map<std::int64_t, std::uint64_t> coarser;
    for (const auto& [time, records] : counts_) coarser[time >> 1] += records;
    counts_ = std::move(coarser);
  }

  int coarseness_ = 0;  // of 2^coarseness milliseconds
  std::map<std::int64_t, std::uint64_t> counts_;
};

// From the source's thread, once it has passed the barrier, to the decider, once the epoch is committed. What an
// aborted epoch left here is replaced by the next.
class PassedArrivals {
 public:
  void put(CheckpointId epoch, ArrivalTimes times) {
    const std::lock_guard lock(mutex_);
    passed_ = {epoch, std::move(times)};
  }
  std::optional<ArrivalTimes> take(CheckpointId epoch) {
    const std::lock_guard lock(mutex_);
    if (!passed_ || passed_->first != epoch) return std::nullopt;
    return std::exchange(passed_, std::nullopt)->second;
  }

 private:
  std::mutex mutex_;
  std::optional<std::pair<CheckpointId, ArrivalTimes>> passed_;
};

}  // namespace millrace
