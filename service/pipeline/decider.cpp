#include "service/pipeline/decider.h"

#include <algorithm>
#include <utility>

#include "base/failpoint.h"
#include "service/pipeline/published.h"

namespace millrace {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds kLookAround = 50ms;   // signals do not ring the bell
constexpr std::chrono::nanoseconds kStopPatience = 10s;  // what a broker's answer may delay a stop
constexpr std::chrono::nanoseconds kAbortPatience = 3s;  // a clean abort only saves a handle: the next init aborts too
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
      drain_(run, transaction, instruments) {}

Outcome Decider::run() {
  while (!outcome_) {
    const auto ticket = run_.decider_bell->ticket();
    instruments_.heartbeat();
    hear();
    guard_memory();
    if (outcome_ || drain_outputs() || outcome_) continue;
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
  hear_stop();
  if (run_.board.requests.wanted()) take_request();
  if (wake_at(state_) <= run_.clock.now()) feed(Tick{});
}

void Decider::take_request() {
  feed(CheckpointRequested{});
  if (!outcome_) run_.board.requests.promised(requested_checkpoint(state_));
}

void Decider::hear_stop() {
  if (!stop_requested_ || stop_told_) return;
  stop_told_ = true;
  instruments_.stopping();
  feed(StopRequested{});
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
  const auto any = drain_.round([this](std::size_t shard, ShardAck ack) { acknowledged(shard, std::move(ack)); },
                                [this] { return outcome_.has_value(); });
  if (transaction_.is_open() && !open_since_) open_since_ = run_.clock.now();
  if (!any) feed(PipelineFailed{any.error()});
  return !any || *any;
}

void Decider::acknowledged(std::size_t shard, ShardAck ack) {
  times_.stall = std::max(times_.stall, std::chrono::nanoseconds(run_.counters.shards[shard].stall_ns.read()));
  if (++acks_ == run_.outputs.size()) {
    frozen_at_ = run_.clock.now();
    times_.align = frozen_at_ - barrier_at_;
  }
  fired_.insert(fired_.end(), ack.fired.begin(), ack.fired.end());
  const ShardId id{static_cast<std::uint32_t>(shard)};
  const bool dirty = ack.frozen != nullptr;
  if (dirty) preparation_.keep(id, std::move(ack.frozen));
  ack.counts.rows_sent = drain_.take_rows_sent();
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

bool Decider::still_in_time(const Error& unanswered) {
  instruments_.waiting(unanswered);
  return !state_.pending || run_.clock.now() < state_.pending->deadline;
}

// From a commit's call on only its answer counts, however late; whoever wants to stop cannot wait for a broker for
// ever.
bool Decider::still_patient(const Error& unanswered) {
  instruments_.waiting(unanswered);
  if (stop_requested_ && !stop_seen_) stop_seen_ = run_.clock.now();
  return !stop_seen_ || run_.clock.now() < *stop_seen_ + kStopPatience;
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
  if (!open_since_) open_since_ = prepared_at;
  auto result =
      transaction_.prepare(offsets_of(order.manifest, order.name), [this](const Error& e) { return still_in_time(e); });
  const auto flushed_at = run_.clock.now();
  times_.flush = flushed_at - prepared_at;
  if (result) result = transaction_.decide([this](const Error& e) { return still_patient(e); });
  times_.commit = run_.clock.now() - flushed_at;
  if (result) return feed(Decided{order.manifest.id});
  hear_stop();
  feed(TransactionFailed{order.manifest.id, result.error()});
}

void Decider::carry_out(Publish& order) {
  times_.total = run_.clock.now() - barrier_at_;
  had_progress_ = true;
  open_since_.reset();
  // Before the checkpoint shows: who sees it finds its fires too.
  run_.board.fires.committed(order.manifest.id, run_.clock.wall(), std::exchange(fired_, {}));
  tell_published(run_, order, times_, instruments_);
  preparation_.let_go();
  maintenance_.published(order.name, order.manifest);
  drain_.begin_epoch();
  MILLRACE_FAILPOINT("publish.after");
  if (state_.ended) return;  // that was the last one
  const auto before = transaction_.renewals();
  const auto renewed = transaction_.renew_if_needed([this](const Error& e) { return still_patient(e); });
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
  const bool new_handles = next == Outcome::Next::kRecoverWithNewHandles;
  const bool fenced = error && error->stop == StopReason::kFenced;
  const bool outlived = outlived_its_timeout();
  if (transaction_.is_open()) instruments_.transaction_ended(end_transaction(fenced, !new_handles));
  if (new_handles) transaction_.drop_handle();
  if (error) run_.board.requests.failed(*error);
  outcome_ = Outcome{next, std::move(error), false, state_.stopping, had_progress_};
  if (!fenced || !outlived) return;
  outcome_->own_checkpoints.push_back(state_.last_name);
  if (state_.pending) outcome_->own_checkpoints.push_back(state_.pending->name);
}

bool Decider::outlived_its_timeout() const {
  return open_since_ && run_.clock.now() - *open_since_ > run_.pipeline.config->transaction_timeout();
}

const char* Decider::end_transaction(bool fenced, bool keep_handle) {
  const bool decided_elsewhere = fenced || transaction_.commit_called();
  const char* word = fenced ? "fenced" : decided_elsewhere ? "unknown" : "aborted";
  const auto until = run_.clock.now() + kAbortPatience;
  const bool clean = keep_handle && !decided_elsewhere && transaction_.abort([&](const Error& unanswered) {
    instruments_.waiting(unanswered);
    return run_.clock.now() < until;
  });
  if (!clean) transaction_.drop_handle();
  return word;
}

}  // namespace millrace
