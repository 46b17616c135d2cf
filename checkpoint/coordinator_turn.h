// One event's worth of the coordinator. Internal to coordinator*.cpp.
#pragma once

#include <utility>

#include "checkpoint/coordinator.h"

namespace millrace {

// Changes the state and collects the actions. Lives for one call of advance.
class CoordinatorTurn {
 public:
  CoordinatorTurn(CoordinatorState& state, std::vector<Action>& actions, MonotonicTime now, std::int64_t wall_ms)
      : state_(state), actions_(actions), now_(now), wall_ms_(wall_ms) {}

  void handle(const Tick&);
  void handle(const SourcePassed& event);
  void handle(const ShardFrozen& event);
  void handle(const DeltaWritten& event);
  void handle(const BaseWritten& event);
  void handle(const ManifestWritten& event);
  void handle(const PrepareFailed& event);
  void handle(const Decided& event);
  void handle(const TransactionFailed& event);
  void handle(const PipelineFailed& event);
  void handle(const CheckpointRequested&);
  void handle(const StopRequested&);

 private:
  using Phase = PendingCheckpoint::Phase;

  // The event is of the pending checkpoint, before its decision. Past the deadline: times out instead, and is false.
  bool concerns_preparation(CheckpointId id);
  bool deciding(CheckpointId id) const;

  void begin_if_due();
  void begin(std::string trigger);
  void go_on();  // to the next phase, if nothing of this one is missing
  void try_again();

  void time_out();
  void fail_checkpoint(std::string_view reason, const Error& error);
  Error with_times(Error error) const;
  void end(Action action);
  void end_by_reaction(Reaction reaction, const Error& error);

  CoordinatorState& state_;
  std::vector<Action>& actions_;
  const MonotonicTime now_;
  const std::int64_t wall_ms_;
};

// "sources 0, 2 have not passed the barrier; shard 1 has not frozen": for the timeout's message.
std::string held_up_by(const PendingCheckpoint& pending);

}  // namespace millrace
