// The live state of one shard: the panes of all its queries, all in memory and complete (step one of the design).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/function_ref.h"
#include "base/ids.h"
#include "base/time.h"
#include "base/value.h"
#include "state/accumulator.h"
#include "state/update_batch.h"

namespace millrace {

struct QueryStateSpec {
  QueryId id;
  std::vector<AccumulatorSpec> accumulators;
  Millis allowed_lateness{0};
};

// The accumulators of one key in one pane, while a row is made of them.
class AccumulatorRow {
 public:
  // Overflow of the result type (a sum beyond 64 bits or 38 digits) is an error of this row.
  virtual Result<Value> result(std::size_t accumulator, AggregateResult as) const = 0;

 protected:
  ~AccumulatorRow() = default;
};

using FireVisitor = FunctionRef<void(QueryId, EventTime pane_end, std::string_view key, const AccumulatorRow&)>;

using LateVisitor = FunctionRef<void(const UpdateItem&)>;

class FrozenDelta;  // state/frozen_delta.h: immutable copy of what an epoch changed; any thread may read it
class PaneSet;      // state/pane_set.h

struct ApplyResult {
  std::uint64_t applied = 0;
  std::uint64_t late = 0;  // dropped: late for all windows of the record, of all queries
};

// What became of a query's records and panes.
struct PaneCounts {
  std::uint64_t applied = 0;
  std::uint64_t late = 0;
  std::uint64_t opened = 0;  // by a record; loading is none
  std::uint64_t expired = 0;
};

struct ShardStateSize {
  std::uint64_t panes = 0;
  std::uint64_t keys = 0;
  std::uint64_t bytes = 0;  // memory held, allocation overhead included as far as known
};

// One query's share of a shard, for people who look.
struct QueryStateView {
  QueryId query;
  EventTime watermark = kNoEventTime;
  std::uint64_t panes = 0;
  std::uint64_t keys = 0;
  std::uint64_t bytes = 0;                   // memory held
  std::optional<EventTime> next_window_end;  // of the windows that wait for the watermark, the first
};

// Lives on its shard's thread; only the FrozenDelta crosses.
// A window is *fired* when its end <= the watermark; a pane is *expired* when end + allowed lateness <= the watermark.
class ShardState {
 public:
  explicit ShardState(const std::vector<QueryStateSpec>& queries);
  ~ShardState();
  ShardState(ShardState&&) noexcept;
  ShardState& operator=(ShardState&&) noexcept;

  // `late` sees each item that is dropped.
  ApplyResult apply(const UpdateBatch& batch, LateVisitor late = [](const UpdateItem&) {});
  // Of one query, since this was asked for the last time.
  PaneCounts take_counts(QueryId query);

  // Moves the query's watermark (never back), fires every window it passes, in order of their ends, then expires.
  // The order of keys inside a window is that of their first arrival.
  void advance(QueryId query, EventTime watermark, FireVisitor fire);
  // At the barrier, before freeze: windows already fired that late records have changed since fire again.
  void fire_changed(FireVisitor fire);

  // Copies out what changed since the last freeze: absolute entries, expired ranges. Null when nothing did.
  std::shared_ptr<const FrozenDelta> freeze();

  EventTime watermark(QueryId query) const;
  EventTime expiry(QueryId query) const;  // panes that end at or before it have expired; kNoEventTime: none could have
  std::uint64_t panes(QueryId query) const;  // that live
  ShardStateSize size() const;
  std::vector<QueryStateView> views() const;  // takes a moment for each pane

  // Recovery: feed stored entries (state/restore.h), then what had expired, and the watermarks. What had expired stays
  // so, whatever lateness is allowed by now: it is stored no more. Entries load as clean and complete; of one
  // key's the last counts. An unknown query or layout, or a wrong length, is refused (kStop, kRefused).
  Result<void> load(QueryId query, EventTime pane_end, std::string_view key, std::string_view encoded);
  void restore_expiry(QueryId query, EventTime expired);
  void restore_watermark(QueryId query, EventTime watermark);

 private:
  std::unique_ptr<PaneSet> panes_;
};

}  // namespace millrace
