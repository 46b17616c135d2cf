// One partition of the fake broker: a log with transactions in it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/ids.h"

namespace millrace {

struct FakeRecord {
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::int64_t timestamp = 0;
  friend bool operator==(const FakeRecord&, const FakeRecord&) = default;
};

// Not thread-safe: the broker's lock guards it.
class FakePartition {
 public:
  enum class Fate { kOpen, kCommitted, kAborted, kMarker };
  struct Entry {
    FakeRecord record;
    Fate fate = Fate::kCommitted;
    std::string producer;  // of a transaction
  };

  Offset append(FakeRecord record) { return push({std::move(record), Fate::kCommitted, {}}); }
  Offset append(FakeRecord record, const std::string& producer) {
    return push({std::move(record), Fate::kOpen, producer});
  }

  // Decides all that `producer` has open here; a marker takes an offset of its own.
  void end_transaction(const std::string& producer, bool commit) {
    const auto decided = std::erase_if(open_, [&](std::size_t at) {
      if (entries_[at].producer != producer) return false;
      entries_[at].fate = commit ? Fate::kCommitted : Fate::kAborted;
      return true;
    });
    if (decided > 0) push({{}, Fate::kMarker, producer});
  }

  void delete_before(Offset offset) { low_ = std::clamp(offset, low_, high_watermark()); }

  Offset low() const { return low_; }
  Offset high_watermark() const { return Offset{static_cast<std::int64_t>(entries_.size())}; }
  Offset last_stable() const {
    return open_.empty() ? high_watermark() : Offset{static_cast<std::int64_t>(*open_.begin())};
  }
  // The first committed record from `from` on that a read_committed reader may have.
  std::optional<Offset> next_readable(Offset from) const {
    const Offset end = last_stable();
    for (Offset at = std::max(from, low_); at < end; ++at.value) {
      if (entry(at).fate == Fate::kCommitted) return at;
    }
    return std::nullopt;
  }
  const Entry& entry(Offset at) const { return entries_[static_cast<std::size_t>(at.value)]; }

 private:
  Offset push(Entry entry) {
    if (entry.fate == Fate::kOpen) open_.insert(entries_.size());
    entries_.push_back(std::move(entry));
    return Offset{high_watermark().value - 1};
  }

  std::vector<Entry> entries_;
  std::set<std::size_t> open_;  // offsets of open transactions
  Offset low_{0};
};

}  // namespace millrace
