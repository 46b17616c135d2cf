// A frozen delta whose entries a test writes down.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "state/frozen_delta.h"

namespace millrace::test {

struct ListedEntry {
  EntryKind kind = EntryKind::kAbsolute;
  QueryId query{1};
  EventTime pane_end;
  std::string key;
  std::string accumulators;
  friend bool operator==(const ListedEntry&, const ListedEntry&) = default;
};

inline ListedEntry absolute(int query, std::int64_t pane_end, std::string key, std::string accumulators) {
  return {EntryKind::kAbsolute, QueryId{static_cast<std::uint16_t>(query)}, event_time(pane_end), std::move(key),
          std::move(accumulators)};
}

class ListedDelta final : public FrozenDelta {
 public:
  explicit ListedDelta(std::vector<ListedEntry> entries, std::map<QueryId, EventTime> expired = {})
      : entries_(std::move(entries)), expired_(std::move(expired)) {}

  void for_each(FunctionRef<void(const DeltaEntry&)> visit) const override {
    for (const auto& e : entries_) visit({e.kind, e.query, e.pane_end, e.key, e.accumulators});
  }
  std::uint64_t entries() const override { return entries_.size(); }
  std::uint64_t bytes() const override {
    std::uint64_t sum = 0;
    for (const auto& e : entries_) sum += e.key.size() + e.accumulators.size();
    return sum;
  }
  const std::map<QueryId, EventTime>& expired_through() const override { return expired_; }

 private:
  std::vector<ListedEntry> entries_;
  std::map<QueryId, EventTime> expired_;
};

}  // namespace millrace::test
