#include "service/pipeline/shard_thread.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/failpoint.h"
#include "service/pipeline/window_text.h"
#include "state/key_hash.h"

namespace millrace {
namespace {

constexpr std::chrono::seconds kLookAround{1};  // the bell wakes; this is the net

}  // namespace

ShardThread::ShardThread(RunContext& run, ShardId shard, ShardState state)
    : run_(run),
      shard_(shard),
      counters_(run.counters.shards[shard.value]),
      bell_(*run.shard_bells[shard.value]),
      state_(std::move(state)),
      alignment_(run.inputs.size()),
      output_(*run.outputs[shard.value], run.ended),
      work_(counters_.work, run.clock.now()) {
  for (std::size_t i = 0; i < run.pipeline.queries.size(); ++i) {
    const auto& query = run.pipeline.queries[i];
    if (!query.is_windowed()) continue;
    if (firing_of_.size() <= query.id.value) firing_of_.resize(query.id.value + 1U);
    firing_of_[query.id.value] = firings_.size();
    firings_.push_back({&query, &counters_.late[i], &counters_.late_behind_ms[i], WindowRows(query)});
  }
  for (std::size_t s = 0; s < run.pipeline.sources.size(); ++s) watermarks_.emplace_back(1);
}

void ShardThread::run() {
  publish_size();
  while (!run_.ended.load(std::memory_order_relaxed)) {
    const auto ticket = bell_.ticket();
    if (!take_what_is_there()) bell_.wait(ticket, kLookAround);
    tell_work();
  }
}

// One message from every input that is not held back by the barrier.
bool ShardThread::take_what_is_there() {
  bool any = false;
  for (std::size_t input = 0; input < run_.inputs.size(); ++input) {
    if (alignment_.is_held(input)) continue;
    auto message = run_.inputs[input][shard_.value]->receive();
    if (!message) continue;
    any = true;
    handle(input, std::move(*message));
  }
  return any;
}

void ShardThread::handle(std::size_t input, InputMessage message) {
  if (message.batch) {
    apply(*message.batch);
    run_.inputs[input][shard_.value]->give_back(std::move(message.batch));
  }
  if (message.watermark) advance(input, *message.watermark);
  if (message.barrier && alignment_.arrived(input, *message.barrier)) complete_epoch(*message.barrier);
}

void ShardThread::apply(InputBatch& batch) {
  if (!batch.rows.rows.empty()) output_.take(batch.rows);
  if (batch.updates.items.empty()) return;
  std::vector<LeftOut> late;
  const auto result = state_.apply(batch.updates, [&](const UpdateItem& item) { late.push_back(left_out(item)); });
  counters_.aggregated.add(result.applied);
  if (result.late > 0) count();
  if (result.late > 0) run_.board.left_out.add_all(std::move(late));
  publish_size();
}

LeftOut ShardThread::left_out(const UpdateItem& late) {
  const auto end = event_time(late.pane_end);
  const Millis behind = state_.watermark(late.query) - end;
  auto& most = *firings_[firing_of_[late.query.value]].late_behind_ms;
  most.set(std::max(most.read(), static_cast<std::uint64_t>(behind.count())));
  return {run_.clock.wall(), late.query, end, late.hash, "late", behind};
}

void ShardThread::count() {
  for (auto& firing : firings_) {
    const auto counted = state_.take_counts(firing.query->id);
    firing.late->add(counted.late);
    firing.counts.late += counted.late;
    firing.counts.aggregated += counted.applied;
    firing.counts.panes_opened += counted.opened;
    firing.counts.panes_expired += counted.expired;
  }
}

Ledger ShardThread::take_counts() {
  count();
  Ledger taken;
  for (auto& firing : firings_) {
    firing.counts.panes_live = state_.panes(firing.query->id);
    taken.queries[firing.query->id] = std::exchange(firing.counts, {});
  }
  return taken;
}

std::vector<FiredWindow> ShardThread::take_fired() {
  std::vector<FiredWindow> taken;
  for (auto& firing : firings_) {
    taken.insert(taken.end(), firing.fired.begin(), firing.fired.end());
    firing.fired.clear();
  }
  return taken;
}

void ShardThread::advance(std::size_t input, const WatermarkShare& share) {
  auto& source = watermarks_[input];
  const auto watermark = source.update(0, share);
  if (watermark == kNoEventTime) return;
  for (const auto& firing : firings_) {
    if (run_.pipeline.source_of(*firing.query) != input) continue;
    state_.advance(firing.query->id, watermark,
                   [this](QueryId query, EventTime end, std::string_view key, const AccumulatorRow& row) {
                     fire(query, end, key, row);
                   });
  }
  output_.flush();
  publish_size();
}

// All inputs have reached the barrier: everything read so far, and nothing else, is in the state.
void ShardThread::complete_epoch(CheckpointId id) {
  state_.fire_changed([this](QueryId query, EventTime end, std::string_view key, const AccumulatorRow& row) {
    fire(query, end, key, row);
  });
  output_.flush();
  MILLRACE_FAILPOINT("fire.before_freeze");
  MILLRACE_FAILPOINT("freeze.before");
  const auto begin = run_.clock.now();
  ShardAck ack{id, state_.freeze(), {}, {}, take_counts(), take_fired()};
  counters_.stall_ns.set(static_cast<std::uint64_t>((run_.clock.now() - begin).count()));
  MILLRACE_FAILPOINT("freeze.after");
  for (const auto& firing : firings_) {
    const auto query = firing.query->id;
    ack.watermarks[query] = state_.watermark(query);
    if (const auto expiry = state_.expiry(query); expiry != kNoEventTime) ack.expired[query] = expiry;
  }
  run_.board.shards[shard_.value].publish(state_.views());
  output_.acknowledge(std::move(ack));
  alignment_.release();
}

void ShardThread::fire(QueryId query, EventTime pane_end, std::string_view key, const AccumulatorRow& accumulators) {
  if (run_.ended.load(std::memory_order_relaxed)) return;
  auto& firing = firings_[firing_of_[query.value]];
  const char* failed = firing.rows.append(output_.batch(), pane_end, key, accumulators);
  if (failed != nullptr) return reject_row(firing, pane_end, key, failed);
  ++firing.counts.rows;
  if (firing.fired.empty() || firing.fired.back().end != pane_end) firing.fired.push_back({query, pane_end});
  ++firing.fired.back().rows;
  output_.appended();
}

void ShardThread::reject_row(const Firing& firing, EventTime pane_end, std::string_view key, const std::string& why) {
  run_.board.left_out.add({run_.clock.wall(), firing.query->id, pane_end, key_hash(key), why, Millis{0}});
  counters_.rejected_rows.add("row");
  auto where = window_text(*firing.query->config, pane_end, key);
  if (firing.query->on_error == OnError::kSkip) return run_.report_skip(where, "row", why);
  run_.fail({"make a row", std::move(where), why,
             "No row was written. Change the query, or set on_error: skip for its source and start again",
             Reaction::kStop, StopReason::kPoison});
}

void ShardThread::tell_work() {
  const auto now = run_.clock.now();
  if (work_.is_due(now)) work_.tell(now, run_.outputs[shard_.value]->waited());
}

void ShardThread::publish_size() {
  const auto size = state_.size();
  counters_.state_bytes.set(size.bytes);
  counters_.state_keys.set(size.keys);
  counters_.state_panes.set(size.panes);
}

}  // namespace millrace
