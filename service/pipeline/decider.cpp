#include "service/pipeline/decider.h"

#include <algorithm>
#include <utility>

namespace millrace {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds kLookForSignals = 50ms;  // signals do not ring the bell
constexpr double kNearFull = 0.95;

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
    if (until_wake > 0ns) run_.decider_bell->wait(ticket, std::min(kLookForSignals, until_wake));
  }
  return *outcome_;
}

void Decider::hear() {
  for (auto& event : run_.mailbox->take()) {
    if (const auto* failed = std::get_if<PrepareFailed>(&event.body)) {
      instruments_.storage_failed(failed->shard ? "delta" : "manifest");
    }
    feed(event);
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

void Decider::feed(const Event& event) {
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
  const std::chrono::nanoseconds freeze(run_.counters.shards[shard].stall_ns.read());
  times_.snapshot = std::max(times_.snapshot, freeze);
  if (++acks_ == run_.outputs.size()) {
    frozen_at_ = run_.clock.now();
    times_.align = frozen_at_ - barrier_at_ - times_.snapshot;
  }
  fired_.insert(fired_.end(), ack.fired.begin(), ack.fired.end());
  const ShardId id{static_cast<std::uint32_t>(shard)};
  const bool dirty = ack.frozen != nullptr;
  if (dirty) preparation_.keep(id, std::move(ack.frozen));
  ack.counts.rows_sent = drain_.take_rows_sent();
  feed(ShardFrozen{ack.id, id, dirty, std::move(ack.watermarks), std::move(ack.counts), std::move(ack.expired)});
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

}  // namespace millrace
