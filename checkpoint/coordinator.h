// The checkpoint protocol as a function: state and event in, state and actions out. No clock, thread or I/O.
//
//   epoch n   StartBarrier -> SourcePassed (every source thread), ShardFrozen (every shard)
//             -> WriteDelta (shards with something dirty) -> DeltaWritten... -> WriteManifest -> ManifestWritten
//             -> CommitTransaction (flush, send_offsets, commit) -> Decided -> Publish
//   Any failure before the decision: AbortAndRecover. Outcome unknown: RecoverWithNewHandles.
//   While stopping, any failure: StopPipeline with its error.
//
// A delta is written as soon as its shard has frozen, while others still align. What fails to be written is written
// again after `retry_delay`, as long as that is before the deadline. From CommitTransaction on the timeout counts no
// more: only the transaction's answer does. Events of another run, of another checkpoint, and repeated ones change
// nothing. After AbortAndRecover, RecoverWithNewHandles or StopPipeline nothing follows: the next run has a state of
// its own, built from what recovery read in Kafka.
//
// The runtime (service/pipeline/decider.h) takes an event from its queue, calls advance, carries the actions out.
#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/time.h"
#include "checkpoint/manifest.h"

namespace millrace {

// ---- events ----
struct Tick {};        // time has passed: interval, retry moments, checkpoint timeout
struct SourcePassed {  // a source thread has sent barrier `id` to every shard, having read up to these positions
  CheckpointId id;
  std::uint32_t thread = 0;
  std::vector<PartitionPosition> positions;
  Ledger counts = {};  // of the thread, since its last barrier
};
struct ShardFrozen {  // the shard's rows of this epoch are with the sink and its dirty entries are copied out
  CheckpointId id;
  ShardId shard;
  bool dirty = false;  // false: nothing changed, no delta
  std::map<QueryId, EventTime> watermarks;
  Ledger counts = {};  // of the shard and of what was sent for it, since the last barrier
  std::map<QueryId, EventTime> expired = {};
};
struct DeltaWritten {
  CheckpointId id;
  ShardId shard;
  DeltaRef delta;
};
struct BaseWritten {  // durable; the next manifest composed names it (and drops the chain up to base.through)
  ShardId shard;
  BaseRef base;
};
struct ManifestWritten {
  CheckpointId id;
  CheckpointName name;
};
struct PrepareFailed {  // one write of this checkpoint failed; shard empty: the manifest
  CheckpointId id;
  std::optional<ShardId> shard;
  Error error;
};
struct Decided {  // Kafka answered: committed
  CheckpointId id;
};
struct TransactionFailed {  // flush, send_offsets or commit failed with kAbort, kFatal (= outcome may be unknown) or
                            // kStop
  CheckpointId id;
  Error error;
};
struct PipelineFailed {  // a source or shard thread cannot go on
  Error error;
};
struct CheckpointRequested {};  // somebody wants one now: at once, or as soon as the one in flight is decided
struct StopRequested {};        // take a last checkpoint, then stop

// The runtime puts the run's number on everything that crosses threads; a stranger's (an earlier run's) is dropped.
using EventBody =
    std::variant<Tick, SourcePassed, ShardFrozen, DeltaWritten, BaseWritten, ManifestWritten, PrepareFailed, Decided,
                 TransactionFailed, PipelineFailed, CheckpointRequested, StopRequested>;
struct Event {
  RunNumber run;
  EventBody body;
};

// ---- actions ----
struct StartBarrier {
  CheckpointId id;
};
struct WriteDelta {  // fresh file name each attempt, the same frozen data
  CheckpointId id;
  ShardId shard;
  DeltaId parent;
  int attempt = 1;
};
struct WriteManifest {
  Manifest manifest;
  int attempt = 1;
};
struct CommitTransaction {  // flush, send_offsets with `name` as metadata, commit
  CheckpointName name;
  Manifest manifest;
};
struct Publish {  // decided: tell listeners, metrics, retention, consolidation
  CheckpointName name;
  Manifest manifest;
  std::vector<std::string> mismatches = {};  // of the epoch's ledger: each is a bug, none changes what was decided
};
// For metrics and the log. `reason` is a metric label, one of kFailureReasons.
struct CheckpointFailed {
  CheckpointId id;
  std::string reason;
  Error error;
};
//   prepare_retry  a delta or the manifest could not be written; it will be tried again, the checkpoint goes on
//   prepare        the same, and no time is left
//   timeout        not prepared within checkpoint.timeout
//   transaction    flush, send_offsets or commit failed
//   fenced         the same, because another instance uses this pipeline's name
//   pipeline       a source or shard thread failed meanwhile
inline constexpr std::array<std::string_view, 6> kFailureReasons = {"prepare_retry", "prepare", "timeout",
                                                                    "transaction",   "fenced",  "pipeline"};
struct AbortAndRecover {  // abort the transaction; the producer's handle stays if the abort is clean
  Error error;
  bool probe_store = false;  // read on only once a probe write to the store has succeeded
};
struct RecoverWithNewHandles {
  Error error;
};
// Leave the process. No error: a clean stop, nothing is in flight. An error gives the exit code, and an epoch may be
// under way: the runtime aborts a transaction that is open (not one whose commit was called: its outcome is Kafka's).
struct StopPipeline {
  std::optional<Error> error;
};
using Action = std::variant<StartBarrier, WriteDelta, WriteManifest, CommitTransaction, Publish, CheckpointFailed,
                            AbortAndRecover, RecoverWithNewHandles, StopPipeline>;

// ---- state ----
struct CoordinatorSettings {
  RunNumber run;
  std::uint32_t source_threads = 1;
  std::uint32_t shards = 1;
  Millis interval{1000};
  Millis timeout{30000};    // barrier to commit
  Millis retry_delay{500};  // between attempts of a failed prepare
};

// The checkpoint between its barrier and its decision.
struct PendingCheckpoint {
  CheckpointId id;
  std::string trigger;
  MonotonicTime started{};
  MonotonicTime deadline{};
  std::set<std::uint32_t> sources_missing;
  std::set<ShardId> shards_missing;
  std::set<ShardId> deltas_missing;
  std::vector<PartitionPosition> positions;
  Manifest manifest;    // grows as acknowledgements come in
  CheckpointName name;  // from the manifest's being written on
  enum class Phase { kAlign, kPrepare, kManifest, kDecide } phase = Phase::kAlign;
  struct Retry {
    std::optional<ShardId> shard;
    MonotonicTime at{};
    int attempt = 2;
  };
  std::vector<Retry> retries;
  std::map<std::optional<ShardId>, int> attempts;  // made so far; shard empty: the manifest
  std::optional<Error> last_failure;               // of a write, for the timeout's message
};

struct CoordinatorState {
  CoordinatorSettings settings;
  Manifest last;  // the decided checkpoint this run stands on
  CheckpointName last_name;
  Incarnation incarnation;  // of this run: goes into every manifest it writes
  MonotonicTime next_due{};
  std::optional<PendingCheckpoint> pending;
  std::map<ShardId, BaseRef> bases_ready;
  bool requested = false;  // and not begun yet
  bool stopping = false;
  bool ended = false;  // an abort, a recovery or a stop was ordered: later events change nothing
};

struct Step {
  CoordinatorState next;
  std::vector<Action> actions;
};

// `wall_ms` goes into the manifest as its creation time; it decides nothing.
Step advance(CoordinatorState state, const Event& event, MonotonicTime now, std::int64_t wall_ms);

// The checkpoint that a CheckpointRequested just fed will get.
CheckpointId requested_checkpoint(const CoordinatorState& state);

// When advance wants a Tick at the latest.
MonotonicTime wake_at(const CoordinatorState& state);

}  // namespace millrace
