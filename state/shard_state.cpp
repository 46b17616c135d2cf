#include "state/shard_state.h"

#include "state/pane_set.h"

namespace millrace {

ShardState::ShardState(const std::vector<QueryStateSpec>& queries) : panes_(std::make_unique<PaneSet>(queries)) {}
ShardState::~ShardState() = default;
ShardState::ShardState(ShardState&&) noexcept = default;
ShardState& ShardState::operator=(ShardState&&) noexcept = default;

ApplyResult ShardState::apply(const UpdateBatch& batch, LateVisitor late) { return panes_->apply(batch, late); }

PaneCounts ShardState::take_counts(QueryId query) { return panes_->take_counts(query); }

void ShardState::advance(QueryId query, EventTime watermark, FireVisitor fire) {
  panes_->advance(query, watermark, fire);
}
void ShardState::fire_changed(FireVisitor fire) { panes_->fire_changed(fire); }

std::shared_ptr<const FrozenDelta> ShardState::freeze() { return panes_->freeze(); }

EventTime ShardState::watermark(QueryId query) const { return panes_->watermark(query); }
EventTime ShardState::expiry(QueryId query) const { return panes_->expiry(query); }
std::uint64_t ShardState::panes(QueryId query) const { return panes_->panes(query); }
ShardStateSize ShardState::size() const { return panes_->size(); }
std::vector<QueryStateView> ShardState::views() const { return panes_->views(); }

Result<void> ShardState::load(QueryId query, EventTime pane_end, std::string_view key, std::string_view encoded) {
  return panes_->load(query, pane_end, key, encoded);
}
void ShardState::restore_expiry(QueryId query, EventTime expired) { panes_->restore_expiry(query, expired); }
void ShardState::restore_watermark(QueryId query, EventTime watermark) { panes_->restore_watermark(query, watermark); }

}  // namespace millrace
