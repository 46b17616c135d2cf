// The decider's other half: what the coordinator orders, carried out at the transaction.
#include <algorithm>
#include <utility>

#include "base/failpoint.h"
#include "service/pipeline/decider.h"
#include "service/pipeline/published.h"

namespace millrace {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds kStopPatience = 10s;  // what a broker's answer may delay a stop
constexpr std::chrono::nanoseconds kAbortPatience = 3s;  // a clean abort only saves a handle: the next init aborts too

bool names_new_base(const Manifest& manifest, const Manifest& last) {
  return !std::ranges::equal(manifest.shards, last.shards, {}, &ShardManifest::base, &ShardManifest::base);
}

std::vector<OffsetToCommit> offsets_of(const Manifest& manifest, const CheckpointName& name) {
  std::vector<OffsetToCommit> offsets;
  for (const auto& p : manifest.positions) offsets.push_back({{p.topic, p.partition}, p.next, to_string(name)});
  return offsets;
}

}  // namespace

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
