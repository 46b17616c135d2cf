// How a checkpoint, and with it a run, ends badly.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "checkpoint/coordinator_turn.h"
#include "checkpoint/manifest_composition.h"

namespace millrace {
namespace {

std::string attempt_of(const PendingCheckpoint& pending) { return fmt::format("take checkpoint {}", pending.id.value); }

template <class Ids, class Number>
std::string numbered(std::string_view one, std::string_view many, const Ids& ids, Number number) {
  std::vector<std::uint32_t> numbers;
  for (const auto& id : ids) numbers.push_back(number(id));
  return fmt::format("{} {}", ids.size() == 1 ? one : many, fmt::join(numbers, ", "));
}

}  // namespace

std::string held_up_by(const PendingCheckpoint& pending) {
  std::vector<std::string> who;
  const auto shard_number = [](ShardId id) { return id.value; };
  const auto& sources = pending.sources_missing;
  const auto& shards = pending.shards_missing;
  const auto& deltas = pending.deltas_missing;
  if (!sources.empty()) {
    who.push_back(numbered("source thread", "source threads", sources, std::identity{}) +
                  (sources.size() == 1 ? " has" : " have") + " not passed the barrier");
  }
  if (!shards.empty()) {
    who.push_back(numbered("shard", "shards", shards, shard_number) + (shards.size() == 1 ? " has" : " have") +
                  " not frozen");
  }
  if (!deltas.empty()) {
    who.push_back(numbered("the delta of shard", "the deltas of shards", deltas, shard_number) +
                  (deltas.size() == 1 ? " is" : " are") + " not written");
  }
  if (who.empty()) who.emplace_back("the manifest is not written");
  return fmt::format("{}", fmt::join(who, "; "));
}

void CoordinatorTurn::handle(const PrepareFailed& event) {
  if (!concerns_preparation(event.id)) return;
  auto& pending = *state_.pending;
  const bool expected = event.shard ? pending.deltas_missing.contains(*event.shard) : pending.phase == Phase::kManifest;
  const bool waits_already =
      std::ranges::find(pending.retries, event.shard, &PendingCheckpoint::Retry::shard) != pending.retries.end();
  if (!expected || waits_already) return;
  pending.last_failure = event.error;
  const MonotonicTime at = now_ + state_.settings.retry_delay;
  if (at < pending.deadline) {
    pending.retries.push_back({event.shard, at, pending.attempts[event.shard] + 1});
    actions_.emplace_back(CheckpointFailed{pending.id, "prepare_retry", event.error});
    return;
  }
  Error error = event.error;
  error.reaction = Reaction::kAbort;
  fail_checkpoint("prepare", error);
  end(AbortAndRecover{error, true});
}

void CoordinatorTurn::try_again() {
  auto& pending = *state_.pending;
  const auto retries = std::exchange(pending.retries, {});
  for (const auto& retry : retries) {
    if (retry.at > now_) {
      pending.retries.push_back(retry);
      continue;
    }
    pending.attempts[retry.shard] = retry.attempt;
    if (retry.shard) {
      const auto& shard = pending.manifest.shards[retry.shard->value];
      actions_.emplace_back(WriteDelta{pending.id, *retry.shard, chain_position(shard), retry.attempt});
    } else {
      // An attempt that failed may have left its object behind: only another name is surely free.
      pending.manifest.created_ms = std::max(wall_ms_, pending.manifest.created_ms + 1);
      actions_.emplace_back(WriteManifest{pending.manifest, retry.attempt});
    }
  }
}

void CoordinatorTurn::time_out() {
  const auto& pending = *state_.pending;
  std::string cause =
      fmt::format("not prepared within {} ms: {}", state_.settings.timeout.count(), held_up_by(pending));
  if (pending.last_failure) cause += fmt::format(" (last failure: {})", pending.last_failure->message());
  const bool writing = !pending.deltas_missing.empty() || pending.phase == Phase::kManifest;
  const Error error{.attempted = attempt_of(pending),
                    .object = fmt::format("pipeline {}", pending.manifest.pipeline),
                    .cause = std::move(cause),
                    .remedy = writing ? "Look at the checkpoint storage's speed, or raise checkpoint.timeout"
                                      : "Look for a slow sink or an overloaded machine, or raise checkpoint.timeout",
                    .reaction = Reaction::kAbort,
                    .stop = StopReason::kNone};
  fail_checkpoint("timeout", error);
  end(AbortAndRecover{error, writing});
}

void CoordinatorTurn::handle(const TransactionFailed& event) {
  if (!deciding(event.id)) return;
  const Error error = with_times(event.error);
  fail_checkpoint(error.stop == StopReason::kFenced ? "fenced" : "transaction", error);
  end_by_reaction(error.reaction == Reaction::kRetry ? Reaction::kFatal : error.reaction, error);
}

// A transaction that was given up for want of time says nothing by itself of whose time that was.
Error CoordinatorTurn::with_times(Error error) const {
  const auto& pending = *state_.pending;
  if (error.reaction == Reaction::kStop || now_ < pending.deadline) return error;
  const auto taken = std::chrono::duration_cast<Millis>(now_ - pending.started);
  error.cause += fmt::format("; given {} ms, checkpoint.timeout is {} ms; the last committed checkpoint is {}",
                             taken.count(), state_.settings.timeout.count(), state_.last.id.value);
  if (error.remedy.empty()) error.remedy = "Look at the Kafka brokers, or raise checkpoint.timeout";
  return error;
}

void CoordinatorTurn::handle(const PipelineFailed& event) {
  const bool outcome_open = state_.pending && state_.pending->phase == Phase::kDecide;
  if (state_.pending) fail_checkpoint("pipeline", event.error);
  if (event.error.reaction == Reaction::kStop) return end(StopPipeline{event.error});
  // A transaction whose commit was ordered can no longer be aborted: only recovery finds out how it ended.
  end_by_reaction(outcome_open ? Reaction::kFatal : event.error.reaction, event.error);
}

void CoordinatorTurn::fail_checkpoint(std::string_view reason, const Error& error) {
  actions_.emplace_back(CheckpointFailed{state_.pending->id, std::string(reason), error});
}

void CoordinatorTurn::end_by_reaction(Reaction reaction, const Error& error) {
  switch (reaction) {
    case Reaction::kRetry:
    case Reaction::kAbort:
      return end(AbortAndRecover{error});
    case Reaction::kFatal:
      return end(RecoverWithNewHandles{error});
    case Reaction::kStop:
      return end(StopPipeline{error});
  }
}

// A stop that was asked for is not delayed by a recovery: what is committed is committed.
void CoordinatorTurn::end(Action action) {
  state_.ended = true;
  if (state_.stopping) {
    if (const auto* abort = std::get_if<AbortAndRecover>(&action))
      action = StopPipeline{abort->error};
    else if (const auto* recover = std::get_if<RecoverWithNewHandles>(&action))
      action = StopPipeline{recover->error};
  }
  actions_.push_back(std::move(action));
}

}  // namespace millrace
