// Drives the coordinator by hand and tells what it ordered, one line an action.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "checkpoint/coordinator.h"
#include "checkpoint/tests/builders.h"

namespace millrace::test {

struct Describe {
  std::string operator()(const StartBarrier& a) const { return fmt::format("barrier {}", a.id.value); }
  std::string operator()(const WriteDelta& a) const {
    return fmt::format("delta {} shard {} after '{}' attempt {}", a.id.value, a.shard.value, a.parent, a.attempt);
  }
  std::string operator()(const WriteManifest& a) const {
    return fmt::format("manifest {} attempt {}", a.manifest.id.value, a.attempt);
  }
  std::string operator()(const CommitTransaction& a) const { return fmt::format("commit {}", a.manifest.id.value); }
  std::string operator()(const Publish& a) const { return fmt::format("publish {}", a.manifest.id.value); }
  std::string operator()(const CheckpointFailed& a) const { return fmt::format("failed {} {}", a.id.value, a.reason); }
  std::string operator()(const AbortAndRecover& a) const { return a.probe_store ? "abort, probe" : "abort"; }
  std::string operator()(const RecoverWithNewHandles&) const { return "new handles"; }
  std::string operator()(const StopPipeline& a) const { return a.error ? "stop with error" : "stop"; }
};

inline std::string describe(const Action& action) { return std::visit(Describe{}, action); }

// Two shards, one source thread, 1 s interval, 30 s timeout, unless told otherwise. Stands on checkpoint 0.
class CoordinatorDriver {
 public:
  explicit CoordinatorDriver(std::uint32_t shards = 2, std::uint32_t source_threads = 1) {
    state.settings.run = RunNumber{7};
    state.settings.shards = shards;
    state.settings.source_threads = source_threads;
    state.incarnation = Incarnation{5};
    state.last = manifest(0, "", "initial");
    state.last.shards.resize(shards);
    state.last.positions = {position(0, 100), position(1, 200)};
    state.last_name = name(state.last);
    state.next_due = now + state.settings.interval;
  }

  // The actions ordered, described; the actions themselves stay in `ordered`.
  std::vector<std::string> feed(EventBody body) { return feed(Event{state.settings.run, std::move(body)}); }
  std::vector<std::string> feed(Event event) {
    Step step = advance(std::move(state), event, now, wall_ms);
    state = std::move(step.next);
    ordered = std::move(step.actions);
    std::vector<std::string> lines;
    for (const auto& action : ordered) lines.push_back(describe(action));
    return lines;
  }
  std::vector<std::string> tick(Millis later = Millis{0}) {
    now += later;
    return feed(Tick{});
  }

  std::vector<std::string> passed(std::uint32_t thread = 0, std::vector<PartitionPosition> positions = {}) {
    return feed(SourcePassed{pending_id(), thread, std::move(positions)});
  }
  std::vector<std::string> frozen(std::uint32_t shard, bool dirty = false,
                                  std::map<QueryId, EventTime> watermarks = {}) {
    return feed(ShardFrozen{pending_id(), ShardId{shard}, dirty, std::move(watermarks)});
  }
  std::vector<std::string> written(std::uint32_t shard, const DeltaId& id, const DeltaId& parent) {
    return feed(DeltaWritten{pending_id(), ShardId{shard}, delta(id, parent, pending_id().value)});
  }
  std::vector<std::string> manifest_written() {
    return feed(ManifestWritten{pending_id(), name(state.pending->manifest)});
  }
  std::vector<std::string> prepare_failed(std::optional<std::uint32_t> shard = std::nullopt) {
    const auto which = shard ? std::optional(ShardId{*shard}) : std::nullopt;
    return feed(PrepareFailed{pending_id(), which, no_space()});
  }
  std::vector<std::string> decided() { return feed(Decided{pending_id()}); }

  // From idle to the named point, with nothing dirty.
  void to_barrier() { tick(state.settings.interval); }
  void to_prepare() {
    to_barrier();
    for (std::uint32_t i = 0; i < state.settings.source_threads; ++i) passed(i);
  }
  void to_manifest() {
    to_prepare();
    for (std::uint32_t i = 0; i < state.settings.shards; ++i) frozen(i);
  }
  void to_decide() {
    to_manifest();
    manifest_written();
  }

  template <class A>
  const A& last_ordered() const {
    return std::get<A>(ordered.at(ordered.size() - 1));
  }

  static Error no_space() {
    return {"write delta",    "memory://test/deltas/0/x", "No space left on device", "",
            Reaction::kAbort, StopReason::kNone};
  }
  CheckpointId pending_id() const { return state.pending ? state.pending->id : CheckpointId{999}; }

  CoordinatorState state;
  MonotonicTime now{std::chrono::seconds(1000)};
  std::int64_t wall_ms = 1700000000000;
  std::vector<Action> ordered;
};

}  // namespace millrace::test
