#include "state/pane_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "state/accumulator_codec.h"
#include "state/storage_errors.h"

namespace millrace {

EventTime QueryPanes::expiry() const {
  const bool before_time = watermark < EventTime::min() + allowed_lateness;
  return std::max(expired_before, before_time ? kNoEventTime : watermark - allowed_lateness);
}

QueryStateView QueryPanes::view() const {
  QueryStateView view{id, watermark, panes.size(), 0, memory.spare_bytes(), std::nullopt};
  for (const auto& [end, pane] : panes) {
    view.keys += pane.keys();
    view.bytes += pane.bytes();
  }
  const auto waiting = panes.upper_bound(watermark);
  if (waiting != panes.end()) view.next_window_end = waiting->first;
  return view;
}

PaneSet::PaneSet(const std::vector<QueryStateSpec>& queries) {
  for (const auto& query : queries) {
    positions_[query.id.value] = queries_.size();
    queries_.push_back(std::make_unique<QueryPanes>(query));
  }
}

// What `make` does to the pane shows in the size.
template <class Change>
void PaneSet::change(Pane& pane, Change&& make) {
  const auto keys = pane.keys(), bytes = pane.bytes();
  make();
  live_.keys += pane.keys() - keys;
  live_.bytes += pane.bytes() - bytes;
}

Pane& PaneSet::pane_at(QueryPanes& query, EventTime end) {
  const auto [found, is_new] = query.panes.try_emplace(end, *query.layout, query.memory, end <= query.watermark);
  if (is_new) {
    ++live_.panes;
    live_.bytes += found->second.bytes();
  }
  return found->second;
}

Pane* PaneSet::pane_for_record(QueryPanes& query, EventTime end) {
  if (end <= query.expiry()) return nullptr;
  const auto before = query.panes.size();
  auto& pane = pane_at(query, end);
  query.counts.opened += query.panes.size() - before;
  return &pane;
}

void PaneSet::update(const UpdateBatch& batch, Run& run) {
  const auto dirty = run.pane->dirty_bytes();
  change(*run.pane, [&] { run.pane->update(batch, std::span(run.items).first(run.count)); });
  dirty_bytes_ += run.pane->dirty_bytes() - dirty;
  for_next_freeze_.at_least(dirty_bytes_);
  run.counts->applied += run.count;
  run.count = 0;
}

// The runs being gathered. A batch touches few panes; of more than fit, the one begun first is applied early.
class PaneSet::Runs {
 public:
  Runs(PaneSet& panes, const UpdateBatch& batch) : panes_(panes), batch_(batch) {}

  Run& of(const UpdateItem& item) {
    if (is_of(*last_, item)) return *last_;
    for (std::size_t i = 0; i < used_; ++i) {
      if (is_of(runs_[i], item)) return *(last_ = &runs_[i]);
    }
    last_ = &runs_[used_ < kRuns ? used_++ : next_taken_++ % kRuns];
    apply(*last_);
    last_->query = item.query;
    last_->pane_end = item.pane_end;
    auto& query = panes_.find(item.query);
    last_->pane = panes_.pane_for_record(query, event_time(item.pane_end));
    last_->counts = &query.counts;
    return *last_;
  }
  void apply(Run& run) {
    if (run.count > 0) panes_.update(batch_, run);
  }
  void apply_all() {
    for (std::size_t i = 0; i < used_; ++i) apply(runs_[i]);
  }

 private:
  static constexpr std::size_t kRuns = 8;

  bool is_of(const Run& run, const UpdateItem& item) const {
    return used_ > 0 && run.pane_end == item.pane_end && run.query == item.query;
  }

  PaneSet& panes_;
  const UpdateBatch& batch_;
  std::array<Run, kRuns> runs_;
  std::size_t used_ = 0;
  std::size_t next_taken_ = 0;
  Run* last_ = runs_.data();
};

ApplyResult PaneSet::apply(const UpdateBatch& batch, LateVisitor late) {
  ApplyResult result;
  Runs runs(*this, batch);
  for (const auto& item : batch.items) {
    auto& run = runs.of(item);
    if (run.pane == nullptr) {
      ++result.late;
      ++run.counts->late;
      late(item);
      continue;
    }
    run.items[run.count++] = &item;
    if (run.count == run.items.size()) runs.apply(run);
  }
  runs.apply_all();
  result.applied = batch.items.size() - result.late;
  return result;
}

std::shared_ptr<const FrozenDelta> PaneSet::freeze() {
  auto frozen = std::make_shared<FrozenPanes>(frozen_);
  for (auto& query : queries_) {
    for (auto& [end, pane] : query->panes) {
      if (!pane.is_dirty()) continue;
      frozen->add(query->id, end, query->layout, pane);
      pane.frozen();
    }
    if (query->expired) frozen->expire(query->id, *std::exchange(query->expired, std::nullopt));
  }
  dirty_bytes_ = 0;
  for_next_freeze_.reset();
  if (frozen->entries() == 0 && frozen->expired_through().empty()) return nullptr;
  return frozen;
}

ShardStateSize PaneSet::size() const {
  auto size = live_;
  for (const auto& query : queries_) size.bytes += query->memory.spare_bytes();
  size.bytes += frozen_->load(std::memory_order_relaxed);
  return size;
}

std::vector<QueryStateView> PaneSet::views() const {
  std::vector<QueryStateView> views;
  for (const auto& query : queries_) views.push_back(query->view());
  return views;
}

Result<void> PaneSet::load(QueryId id, EventTime pane_end, std::string_view key, std::string_view encoded) {
  const auto refused = [&](std::string cause) {
    auto entry = fmt::format("query {}, pane ending at {} ms, key of {} bytes", id.value, millis(pane_end), key.size());
    return std::unexpected(damaged_object("load a stored entry", entry, std::move(cause)));
  };
  if (!positions_.contains(id.value)) return refused("no query has this id");
  auto& query = find(id);
  if (auto whole = check_accumulators(query.layout->accumulators(), encoded); !whole) return refused(whole.error());
  auto& pane = pane_at(query, pane_end);
  change(pane, [&] { pane.load(key, encoded); });
  return {};
}

}  // namespace millrace
