#include "checkpoint/coordinator.h"

#include <algorithm>

#include "checkpoint/checkpoint_trigger.h"
#include "checkpoint/coordinator_turn.h"
#include "checkpoint/manifest_composition.h"

namespace millrace {
namespace {

CheckpointTrigger trigger_of(const CoordinatorState& state) {
  return {state.settings.interval, state.next_due, state.pending.has_value(), state.stopping, state.requested};
}

// Counts go on from there; of live panes each shard tells its own anew.
Ledger opened_ledger(const Manifest& last) {
  auto ledger = last.ledger.value_or(Ledger());
  for (auto& [query, count] : ledger.queries) count.panes_live = 0;
  return ledger;
}

}  // namespace

Step advance(CoordinatorState state, const Event& event, MonotonicTime now, std::int64_t wall_ms) {
  Step step{std::move(state), {}};
  if (step.next.ended || event.run != step.next.settings.run) return step;
  CoordinatorTurn turn(step.next, step.actions, now, wall_ms);
  std::visit([&](const auto& body) { turn.handle(body); }, event.body);
  return step;
}

CheckpointId requested_checkpoint(const CoordinatorState& state) {
  if (!state.pending) return next(state.last.id);
  return state.requested ? next(state.pending->id) : state.pending->id;
}

MonotonicTime wake_at(const CoordinatorState& state) {
  if (state.ended) return MonotonicTime::max();
  if (!state.pending) return state.next_due;
  if (state.pending->phase == PendingCheckpoint::Phase::kDecide) return MonotonicTime::max();
  MonotonicTime wake = state.pending->deadline;
  for (const auto& retry : state.pending->retries) wake = std::min(wake, retry.at);
  return wake;
}

void CoordinatorTurn::begin_if_due() {
  if (const auto trigger = trigger_of(state_).due(now_)) begin(std::string(*trigger));
}

void CoordinatorTurn::begin(std::string trigger) {
  PendingCheckpoint pending;
  pending.id = next(state_.last.id);
  pending.trigger = trigger;
  pending.started = now_;
  pending.deadline = now_ + state_.settings.timeout;
  for (std::uint32_t i = 0; i < state_.settings.source_threads; ++i) pending.sources_missing.insert(i);
  for (std::uint32_t i = 0; i < state_.settings.shards; ++i) pending.shards_missing.insert(ShardId{i});
  pending.manifest = state_.last;
  pending.manifest.id = pending.id;
  pending.manifest.incarnation = state_.incarnation;
  pending.manifest.parent = to_string(state_.last_name);
  pending.manifest.trigger = std::move(trigger);
  pending.manifest.shards.resize(state_.settings.shards);
  for (const auto& [shard, base] : state_.bases_ready) adopt_base(pending.manifest.shards[shard.value], base);
  state_.bases_ready.clear();
  pending.manifest.ledger = opened_ledger(state_.last);
  state_.requested = false;
  state_.next_due = trigger_of(state_).after_barrier(now_);
  actions_.emplace_back(StartBarrier{pending.id});
  state_.pending = std::move(pending);
}

bool CoordinatorTurn::concerns_preparation(CheckpointId id) {
  if (!state_.pending || state_.pending->id != id || state_.pending->phase == Phase::kDecide) return false;
  if (now_ < state_.pending->deadline) return true;
  time_out();
  return false;
}

bool CoordinatorTurn::deciding(CheckpointId id) const {
  return state_.pending && state_.pending->id == id && state_.pending->phase == Phase::kDecide;
}

void CoordinatorTurn::handle(const Tick&) {
  if (!state_.pending) return begin_if_due();
  if (concerns_preparation(state_.pending->id)) try_again();
}

void CoordinatorTurn::handle(const SourcePassed& event) {
  if (!concerns_preparation(event.id) || state_.pending->sources_missing.erase(event.thread) == 0) return;
  auto& positions = state_.pending->positions;
  positions.insert(positions.end(), event.positions.begin(), event.positions.end());
  add(*state_.pending->manifest.ledger, event.counts);
  go_on();
}

void CoordinatorTurn::handle(const ShardFrozen& event) {
  if (!concerns_preparation(event.id) || state_.pending->shards_missing.erase(event.shard) == 0) return;
  auto& pending = *state_.pending;
  auto& shard = pending.manifest.shards[event.shard.value];
  shard.watermarks = event.watermarks;
  shard.expired = event.expired;
  add(*pending.manifest.ledger, event.counts);
  if (event.dirty) {
    pending.deltas_missing.insert(event.shard);
    pending.attempts[event.shard] = 1;
    actions_.emplace_back(WriteDelta{pending.id, event.shard, chain_position(shard), 1});
  }
  go_on();
}

void CoordinatorTurn::handle(const DeltaWritten& event) {
  if (!concerns_preparation(event.id) || !state_.pending->deltas_missing.contains(event.shard)) return;
  auto& pending = *state_.pending;
  auto& shard = pending.manifest.shards[event.shard.value];
  // The chain is the state's identity: a delta made for anything else does not belong into it.
  if (event.delta.id.empty() || event.delta.epoch != event.id || event.delta.parent != chain_position(shard)) return;
  shard.chain.push_back(event.delta);
  pending.deltas_missing.erase(event.shard);
  std::erase_if(pending.retries, [&](const auto& retry) { return retry.shard == event.shard; });
  go_on();
}

void CoordinatorTurn::handle(const BaseWritten& event) {
  // Waits for the next manifest: the pending one may have been handed out, and an attempt repeats it.
  if (event.shard.value < state_.settings.shards) state_.bases_ready.insert_or_assign(event.shard, event.base);
}

void CoordinatorTurn::go_on() {
  auto& pending = *state_.pending;
  if (pending.phase == Phase::kAlign && pending.sources_missing.empty() && pending.shards_missing.empty()) {
    pending.phase = Phase::kPrepare;
  }
  if (pending.phase != Phase::kPrepare || !pending.deltas_missing.empty()) return;
  pending.phase = Phase::kManifest;
  pending.manifest.positions = merge_positions(std::move(pending.manifest.positions), pending.positions);
  pending.manifest.created_ms = wall_ms_;
  pending.attempts[std::nullopt] = 1;
  actions_.emplace_back(WriteManifest{pending.manifest, 1});
}

void CoordinatorTurn::handle(const ManifestWritten& event) {
  if (!concerns_preparation(event.id) || state_.pending->phase != Phase::kManifest) return;
  if (event.name.id != event.id || event.name.incarnation != state_.incarnation) return;
  auto& pending = *state_.pending;
  pending.phase = Phase::kDecide;
  pending.retries.clear();
  pending.name = event.name;
  actions_.emplace_back(CommitTransaction{event.name, pending.manifest});
}

void CoordinatorTurn::handle(const Decided& event) {
  if (!deciding(event.id)) return;
  PendingCheckpoint decided = std::move(*state_.pending);
  state_.pending.reset();
  auto mismatches = check_ledger(state_.last, decided.manifest);
  state_.last = decided.manifest;
  state_.last_name = decided.name;
  actions_.emplace_back(Publish{decided.name, std::move(decided.manifest), std::move(mismatches)});
  if (state_.stopping && decided.trigger == kStopTrigger) return end(StopPipeline{});
  if (state_.stopping || state_.requested) begin_if_due();  // what came after that barrier goes into one more
}

void CoordinatorTurn::handle(const CheckpointRequested&) {
  state_.requested = true;
  begin_if_due();
}

void CoordinatorTurn::handle(const StopRequested&) {
  state_.stopping = true;
  begin_if_due();
}

}  // namespace millrace
