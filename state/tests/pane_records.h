// Records for a shard, and what it fires and freezes, in words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "state/frozen_delta.h"
#include "state/key_hash.h"
#include "state/shard_state.h"
#include "state/tests/accumulators.h"

namespace millrace::test {

inline constexpr QueryId kOrders{1};
inline constexpr QueryId kVisits{7};

struct Record {
  QueryId query = kOrders;
  std::int64_t pane_end = 0;
  std::string key;
  std::vector<Value> arguments;                      // texts view what the test owns
  std::optional<std::uint64_t> hash = std::nullopt;  // of the key, unless a test wants another
};

inline UpdateBatch batch_of(std::span<const Record> records) {
  UpdateBatch batch;
  for (const auto& record : records) {
    batch.items.push_back({.hash = record.hash.value_or(key_hash(record.key)),
                           .pane_end = record.pane_end,
                           .key_offset = static_cast<std::uint32_t>(batch.bytes.size()),
                           .key_length = static_cast<std::uint32_t>(record.key.size()),
                           .first_argument = static_cast<std::uint32_t>(batch.arguments.size()),
                           .query = record.query});
    batch.bytes.insert(batch.bytes.end(), record.key.begin(), record.key.end());
    batch.arguments.insert(batch.arguments.end(), record.arguments.begin(), record.arguments.end());
  }
  return batch;
}

// count(*), sum(bigint) over argument 0.
inline QueryStateSpec counting(QueryId id, std::int64_t allowed_lateness = 0) {
  return {id,
          {spec(AccumulatorKind::kCountAll), spec(AccumulatorKind::kSumBigint, TypeKind::kBigint)},
          Millis{allowed_lateness}};
}
inline Record order(std::int64_t pane_end, std::string key, std::int64_t amount = 1, QueryId query = kOrders) {
  return {query, pane_end, std::move(key), {Value::of_bigint(amount)}};
}

// A shard of counting queries: what it fires is collected as "<pane end> <key>: <count> <sum>".
class CountingShard {
 public:
  explicit CountingShard(std::vector<QueryStateSpec> queries) : state_(std::move(queries)) {}
  explicit CountingShard(std::int64_t allowed_lateness = 0) : CountingShard({counting(kOrders, allowed_lateness)}) {}

  ApplyResult apply(const std::vector<Record>& records) { return state_.apply(batch_of(records)); }
  std::vector<std::string> advance(std::int64_t watermark, QueryId query = kOrders) {
    std::vector<std::string> fired;
    state_.advance(query, event_time(watermark), collect(fired));
    return fired;
  }
  std::vector<std::string> fire_changed() {
    std::vector<std::string> fired;
    state_.fire_changed(collect(fired));
    return fired;
  }
  std::shared_ptr<const FrozenDelta> freeze() { return state_.freeze(); }
  ShardState& state() { return state_; }

 private:
  struct Collector {
    std::vector<std::string>* fired;
    void operator()(QueryId, EventTime end, std::string_view key, const AccumulatorRow& row) const {
      fired->push_back(std::to_string(millis(end)) + " " + std::string(key) + ": " +
                       shown(row.result(0, AggregateResult::kCount)) + " " +
                       shown(row.result(1, AggregateResult::kSum)));
    }
  };
  // Borrowed by the call that it is handed to.
  FireVisitor collect(std::vector<std::string>& fired) { return FireVisitor(collector_ = Collector{&fired}); }

  ShardState state_;
  Collector collector_{};
};

struct FrozenEntry {
  QueryId query;
  std::int64_t pane_end;
  std::string key;
  std::string accumulators;
  friend auto operator<=>(const FrozenEntry&, const FrozenEntry&) = default;
};
inline std::vector<FrozenEntry> entries_of(const FrozenDelta& delta) {
  std::vector<FrozenEntry> entries;
  delta.for_each([&](const DeltaEntry& entry) {
    entries.push_back({entry.query, millis(entry.pane_end), std::string(entry.key), std::string(entry.accumulators)});
  });
  return entries;
}
// The keys of a delta, "<pane end> <key>".
inline std::vector<std::string> keys_of(const std::shared_ptr<const FrozenDelta>& delta) {
  std::vector<std::string> keys;
  if (delta == nullptr) return keys;
  for (const auto& entry : entries_of(*delta)) keys.push_back(std::to_string(entry.pane_end) + " " + entry.key);
  return keys;
}

}  // namespace millrace::test
