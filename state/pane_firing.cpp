// Watermarks: what they fire and what they let expire.
#include <algorithm>
#include <utility>

#include "state/aggregate_result.h"
#include "state/pane_set.h"

namespace millrace {
namespace {

class EntryRow final : public AccumulatorRow {
 public:
  EntryRow(const AccumulatorLayout& layout, const char* block) : layout_(layout), block_(block) {}
  Result<Value> result(std::size_t accumulator, AggregateResult as) const override {
    return aggregate(layout_.fields()[accumulator], block_, as);
  }

 private:
  const AccumulatorLayout& layout_;
  const char* block_;
};

auto row_visitor(const QueryPanes& query, EventTime end, FireVisitor& fire) {
  return [&query, end, &fire, &layout = *query.layout](const char* entry) {
    fire(query.id, end, layout.key(entry), EntryRow(layout.accumulators(), EntryLayout::block(entry)));
  };
}

// All of a window that the watermark has just passed.
void fire_whole(QueryPanes& query, EventTime end, Pane& pane, FireVisitor& fire) {
  pane.for_each(row_visitor(query, end, fire));
  pane.fired();
  query.memory.pane_fired(pane.keys());
}

// Of a window fired before, what late records have changed since.
void fire_again(QueryPanes& query, EventTime end, Pane& pane, FireVisitor& fire) {
  if (!pane.is_changed()) return;
  pane.for_each_changed(row_visitor(query, end, fire));
  pane.fired();
}

}  // namespace

void PaneSet::advance(QueryId id, EventTime watermark, FireVisitor fire) {
  auto& query = find(id);
  if (watermark <= query.watermark) return;
  const auto passed = std::exchange(query.watermark, watermark);
  const auto expiry = query.expiry();
  auto at = query.panes.begin();
  // A record was accepted for a pane that expires now: its last chance to show.
  for (; at != query.panes.end() && at->first <= expiry; ++at) {
    at->second.is_fired() ? fire_again(query, at->first, at->second, fire)
                          : fire_whole(query, at->first, at->second, fire);
  }
  for (at = query.panes.upper_bound(std::max(passed, expiry)); at != query.panes.end() && at->first <= watermark;
       ++at) {
    fire_whole(query, at->first, at->second, fire);
  }
  expire(query);
}

void PaneSet::fire_changed(FireVisitor fire) {
  for (auto& query : queries_) {
    for (auto& [end, pane] : query->panes) {
      if (end > query->watermark) break;
      fire_again(*query, end, pane, fire);
    }
  }
}

// What was stored before must go from there too; what never was leaves no trace.
void PaneSet::expire(QueryPanes& query) {
  const auto expiry = query.expiry();
  while (!query.panes.empty() && query.panes.begin()->first <= expiry) {
    const auto& [end, pane] = *query.panes.begin();
    if (pane.is_stored()) query.expired = end;
    ++query.counts.expired;
    --live_.panes;
    live_.keys -= pane.keys();
    live_.bytes -= pane.bytes();
    dirty_bytes_ -= pane.dirty_bytes();
    query.memory.pane_expires(pane.bytes());
    query.panes.erase(query.panes.begin());
  }
}

void PaneSet::restore_expiry(QueryId id, EventTime expired) {
  auto& before = find(id).expired_before;
  before = std::max(before, expired);
}

// Before a checkpoint every window up to its watermark has been fired as it was stored.
void PaneSet::restore_watermark(QueryId id, EventTime watermark) {
  auto& query = find(id);
  if (watermark <= query.watermark) return;
  query.watermark = watermark;
  for (auto& [end, pane] : query.panes) {
    if (end > watermark) break;
    pane.fired();
    query.memory.pane_fired(pane.keys());
  }
  expire(query);
}

}  // namespace millrace
