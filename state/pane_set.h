// All panes of a shard, by query and end of their slice, with the rules of firing and expiry: what ShardState is made
// of.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "state/frozen_panes.h"
#include "state/pane.h"
#include "state/pane_memory.h"
#include "state/shard_state.h"

namespace millrace {

// One query's panes. `watermark` never goes back.
struct QueryPanes {
  explicit QueryPanes(const QueryStateSpec& spec)
      : id(spec.id),
        allowed_lateness(spec.allowed_lateness),
        layout(std::make_shared<EntryLayout>(AccumulatorLayout(spec.accumulators))) {}

  // Panes that end at or before this have expired.
  EventTime expiry() const;
  QueryStateView view() const;

  QueryId id;
  Millis allowed_lateness;
  std::shared_ptr<const EntryLayout> layout;  // frozen data has it too
  PaneMemory memory;                          // before the panes that use it
  std::map<EventTime, Pane> panes;
  EventTime watermark = kNoEventTime;
  EventTime expired_before = kNoEventTime;  // this run: under another allowed_lateness, perhaps
  PaneCounts counts;                        // since they were last taken
  std::optional<EventTime> expired;         // since the last freeze, of what may be stored
};

class PaneSet {
 public:
  explicit PaneSet(const std::vector<QueryStateSpec>& queries);

  ApplyResult apply(const UpdateBatch& batch, LateVisitor late);
  PaneCounts take_counts(QueryId query) { return std::exchange(find(query).counts, {}); }
  void advance(QueryId query, EventTime watermark, FireVisitor fire);
  void fire_changed(FireVisitor fire);
  std::shared_ptr<const FrozenDelta> freeze();

  EventTime watermark(QueryId query) const { return find(query).watermark; }
  EventTime expiry(QueryId query) const { return find(query).expiry(); }
  std::uint64_t panes(QueryId query) const { return find(query).panes.size(); }
  ShardStateSize size() const;
  std::vector<QueryStateView> views() const;

  Result<void> load(QueryId query, EventTime pane_end, std::string_view key, std::string_view encoded);
  void restore_expiry(QueryId query, EventTime expired);
  void restore_watermark(QueryId query, EventTime watermark);

 private:
  // Records of one pane, put together so that they are looked up together though others came in between.
  struct Run {
    QueryId query;
    std::int64_t pane_end = 0;
    Pane* pane = nullptr;          // null: expired, its records are late
    PaneCounts* counts = nullptr;  // where they are counted
    std::size_t count = 0;
    std::array<const UpdateItem*, Pane::kRun> items;
  };
  class Runs;

  // Throws std::out_of_range: a query of another pipeline is a bug.
  QueryPanes& find(QueryId query) { return *queries_[positions_.at(query.value)]; }
  const QueryPanes& find(QueryId query) const { return *queries_[positions_.at(query.value)]; }
  Pane* pane_for_record(QueryPanes& query, EventTime end);
  Pane& pane_at(QueryPanes& query, EventTime end);
  void update(const UpdateBatch& batch, Run& run);
  void expire(QueryPanes& query);
  template <class Change>
  void change(Pane& pane, Change&& make);

  std::vector<std::unique_ptr<QueryPanes>> queries_;
  std::map<std::uint16_t, std::size_t> positions_;  // of query ids in queries_
  FrozenBytes frozen_ = std::make_shared<std::atomic<std::uint64_t>>(0);
  std::size_t dirty_bytes_ = 0;  // what the next freeze will copy, but for long keys and texts
  ExpectedBlocks for_next_freeze_;
  ShardStateSize live_;
};

}  // namespace millrace
