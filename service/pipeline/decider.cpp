#include "service/pipeline/decider.h"

#include <algorithm>

#include "base/failpoint.h"
#include "service/pipeline/published.h"

namespace millrace {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds kLookAround = 50ms;  // signals do not ring the bell
constexpr double kNearFull = 0.95;

bool names_new_base(const Manifest& manifest, const Manifest& last) {
  return !std::ranges::equal(manifest.shards, last.shards, {}, &ShardManifest::base, &ShardManifest::base);
}

std::vector<OffsetToCommit> offsets_of(const Manifest& manifest, const CheckpointName& name) {
  std::vector<OffsetToCommit> offsets;
  for (const auto& p : manifest.positions) offsets.push_back({{p.topic, p.partition}, p.next, to_string(name)});
  return offsets;
}

}  // namespace

Decider::Decider(RunContext& run, CoordinatorState state, Transaction& transaction, Preparation& preparation,
                 Maintenance& maintenance, Instruments& instruments, const std::atomic<bool>& stop_requested)
    : run_(run),
      state_(std::move(state)),
      transaction_(transaction),
      preparation_(preparation),
      maintenance_(maintenance),
      instruments_(instruments),
      stop_requested_(stop_requested),
      unsent_(run.outputs.size()),
      past_ack_(run.outputs.size()) {}

Outcome Decider::run() {
  while (!outcome_) {
    const auto ticket = run_.decider_bell->ticket();
    instruments_.heartbeat();
    hear();
    if (outcome_ || drain_outputs() || outcome_) continue;
    guard_memory();
    const auto until_wake = wake_at(state_) - run_.clock.now();
    if (until_wake > 0ns) run_.decider_bell->wait(ticket, std::min(kLookAround, until_wake));
  }
  return *outcome_;
}

void Decider::hear() {
  for (auto& event : run_.mailbox->take()) {
    if (const auto* failed = std::get_if<PrepareFailed>(&event.body)) {
      instruments_.storage_failed(failed->shard ? "delta" : "manifest");
    }
    feed(std::move(event));
  }
  if (stop_requested_ && !stop_told_) {
    stop_told_ = true;
    instruments_.stopping();
    feed(StopRequested{});
  }
  if (run_.board.requests.wanted()) take_request();
  if (wake_at(state_) <= run_.clock.now()) feed(Tick{});
}

void Decider::take_request() {
  feed(CheckpointRequested{});
  if (!outcome_) run_.board.requests.promised(requested_checkpoint(state_));
}

void Decider::feed(Event event) {
  if (outcome_) return;
  const auto wall_ms = run_.clock.wall().time_since_epoch().count();
  auto step = advance(std::move(state_), event, run_.clock.now(), wall_ms);
  state_ = std::move(step.next);
  for (auto& action : step.actions) {
    std::visit([this](auto& order) { carry_out(order); }, action);
  }
}

bool Decider::drain_outputs() {
  bool any = false;
  for (std::size_t shard = 0; shard < run_.outputs.size() && !outcome_; ++shard) any = drain(shard) || any;
  return any;
}

// A bounded portion, so that events are heard in between. A sink without room leaves the batch where it is.
bool Decider::drain(std::size_t shard) {
  bool any = false;
  for (int portion = 0; portion < 8 && !past_ack_[shard] && !outcome_; ++portion) {
    if (!unsent_[shard]) {
      auto message = run_.outputs[shard]->receive();
      if (!message) return any;
      any = true;
      unsent_[shard] = std::move(message->rows);
      if (message->ack) acknowledged(shard, std::move(*message->ack));
    }
    if (!unsent_[shard]) continue;
    views_.clear();
    for (const auto& row : unsent_[shard]->rows) views_.push_back(unsent_[shard]->view(row));
    const auto produced = transaction_.produce(views_);
    if (!produced && produced.error().reaction == Reaction::kRetry) return any;
    if (!produced) {
      feed(PipelineFailed{produced.error()});
      return true;
    }
    count_out(*unsent_[shard]);
    run_.outputs[shard]->give_back(std::move(unsent_[shard]));
  }
  return any;
}

void Decider::count_out(const RowBatch& batch) {
  rows_sent_ += batch.rows.size();
  sent_.assign(run_.pipeline.topics.size(), {0, 0});
  for (const auto& row : batch.rows) {
    sent_[row.topic].first += 1;
    sent_[row.topic].second += row.key_length + row.value_length;
  }
  for (std::size_t topic = 0; topic < sent_.size(); ++topic) {
    const auto [rows, bytes] = sent_[topic];
    if (rows == 0) continue;
    instruments_.rows_out(run_.pipeline.topics[topic], rows, bytes);
    run_.board.rows_out.add(run_.pipeline.topics[topic], rows, bytes);
  }
}

void Decider::acknowledged(std::size_t shard, ShardAck ack) {
  past_ack_[shard] = true;
  times_.stall = std::max(times_.stall, std::chrono::nanoseconds(run_.counters.shards[shard].stall_ns.read()));
  if (++acks_ == past_ack_.size()) {
    frozen_at_ = run_.clock.now();
    times_.align = frozen_at_ - barrier_at_;
  }
  const ShardId id{static_cast<std::uint32_t>(shard)};
  const bool dirty = ack.frozen != nullptr;
  if (dirty) preparation_.keep(id, std::move(ack.frozen));
  ack.counts.rows_sent = std::exchange(rows_sent_, 0);
  feed(ShardFrozen{ack.id, id, dirty, std::move(ack.watermarks), std::move(ack.counts)});
}

std::uint64_t Decider::bytes_held() const {
  auto held = preparation_.frozen_bytes();
  for (const auto& shard : run_.counters.shards) held += shard.state_bytes.read();
  return held;
}

// Near the bound sources stop draining while a checkpoint is in flight.
void Decider::guard_memory() {
  const auto limit = run_.pipeline.config->state.memory;
  const auto held = bytes_held();
  const bool near_full = static_cast<double>(held) > kNearFull * static_cast<double>(limit);
  run_.sources_paused = held > limit || (near_full && state_.pending);
}

// Still over the bound after a checkpoint has let go of all that it can: going on would end in the kernel's hands.
void Decider::check_memory() {
  const auto limit = run_.pipeline.config->state.memory;
  const auto held = bytes_held();
  if (held <= limit) return;
  run_.fail({"hold live state in memory", "pipeline " + run_.pipeline.config->name,
             std::to_string(held) + " bytes are held, state.memory is " + std::to_string(limit),
             "Raise state.memory, shorten allowed_lateness, or use fewer keys or shorter windows", Reaction::kStop,
             StopReason::kStateLimit});
}

bool Decider::still_in_time() {
  instruments_.heartbeat();
  return !state_.pending || run_.clock.now() < state_.pending->deadline;
}

void Decider::carry_out(StartBarrier& order) {
  barrier_at_ = run_.clock.now();
  acks_ = 0;
  times_ = {};
  instruments_.checkpoint_started(order.id);
  const auto& pending = *state_.pending;
  run_.board.checkpoints.began(order.id, pending.trigger, names_new_base(pending.manifest, state_.last),
                               run_.clock.wall());
  run_.barrier_wanted.store(order.id.value, std::memory_order_release);
  for (auto& bell : run_.source_bells) bell->ring();
}

void Decider::carry_out(CommitTransaction& order) {
  const auto prepared_at = run_.clock.now();
  times_.upload = prepared_at - frozen_at_;
  auto result = transaction_.prepare(offsets_of(order.manifest, order.name), [this] { return still_in_time(); });
  const auto flushed_at = run_.clock.now();
  times_.flush = flushed_at - prepared_at;
  bool deciding = false;
  if (result) {
    deciding = true;  // from here on only the answer counts, however late
    result = transaction_.decide([this] {
      instruments_.heartbeat();
      return true;
    });
  }
  times_.commit = run_.clock.now() - flushed_at;
  if (result) return feed(Decided{order.manifest.id});
  const bool fenced = result.error().stop == StopReason::kFenced;
  if (fenced || deciding) instruments_.transaction_ended(fenced ? "fenced" : "unknown");
  feed(TransactionFailed{order.manifest.id, result.error()});
}

void Decider::carry_out(Publish& order) {
  times_.total = run_.clock.now() - barrier_at_;
  had_progress_ = true;
  tell_published(run_, order, times_, instruments_);
  preparation_.let_go();
  maintenance_.published(order.name, order.manifest);
  std::fill(past_ack_.begin(), past_ack_.end(), false);
  MILLRACE_FAILPOINT("publish.after");
  const auto before = transaction_.renewals();
  const auto renewed = transaction_.renew_if_needed([this] { return still_in_time() && !stop_told_; });
  if (transaction_.renewals() != before) instruments_.epoch_bumped();
  if (!renewed) run_.fail(renewed.error());
  check_memory();
}

void Decider::carry_out(CheckpointFailed& order) {
  instruments_.checkpoint_failed(order.id, order.reason, order.error);
  run_.board.checkpoints.failed(order.id, order.reason, order.error);
}

void Decider::carry_out(AbortAndRecover& order) {
  end(Outcome::Next::kRecover, std::move(order.error));
  outcome_->probe_store = order.probe_store;
}

void Decider::carry_out(RecoverWithNewHandles& order) {
  end(Outcome::Next::kRecoverWithNewHandles, std::move(order.error));
}

void Decider::carry_out(StopPipeline& order) { end(Outcome::Next::kStop, std::move(order.error)); }

// Nothing after the last decision may become visible: what is open is aborted, or left to the next init to end.
void Decider::end(Outcome::Next next, std::optional<Error> error) {
  if (next == Outcome::Next::kRecoverWithNewHandles) {
    transaction_.drop_handle();
  } else if (transaction_.is_open()) {
    const bool fenced = error && error->stop == StopReason::kFenced;
    const auto until = run_.clock.now() + 10s;
    const bool clean = !fenced && transaction_.abort([&] {
      instruments_.heartbeat();
      return run_.clock.now() < until;
    });
    if (!clean) transaction_.drop_handle();
    instruments_.transaction_ended(fenced ? "fenced" : "aborted");
  }
  if (error) run_.board.requests.failed(*error);
  outcome_ = Outcome{next, std::move(error), false, state_.stopping, had_progress_};
}

}  // namespace millrace
