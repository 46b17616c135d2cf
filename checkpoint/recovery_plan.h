// From what Kafka committed and what the store holds to the one state to resume from, or a refusal.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "checkpoint/manifest.h"

namespace millrace {

struct CommittedPosition {  // what Kafka answered for one partition that exists now
  std::string source;
  std::string topic;
  PartitionId partition;
  std::optional<Offset> offset;  // none: nothing is committed
  std::string metadata;
};

// What the operator allowed on the command line. It holds for one recovery: a run that has resumed forgets it.
struct RecoveryOrder {
  std::optional<CheckpointId> from;  // run --from ID: go back to a decided checkpoint that is still stored
  // run --accept-offsets: where no exact recovery is possible, start with empty state at the committed offsets. Where
  // one is possible the caller refuses (nothing_to_accept). It answers every refusal of plan_recovery; for one of
  // check_manifest (offsets moved, partition lost, topic made again, plan changed), an invalid manifest, records that
  // are gone or state that cannot be loaded the caller goes on with accepted_start.
  bool accept_offsets = false;
};

enum class Refusal {
  kMetadataDiffers,     // partitions of one transaction name different checkpoints
  kMetadataUnreadable,  // offsets committed by something else than Millrace
  kStateWithoutOffset,  // the store holds decided state, Kafka holds no offset (expired, group deleted)
  kOffsetWithoutState,  // Kafka names a checkpoint that the store does not hold
  kOffsetsMoved,        // committed offset differs from the manifest's: somebody reset the group
  kPartitionLost,       // the manifest knows a partition that is not there or has no offset
  kManifestInvalid,     // does not parse, or its hash is not the name's
  kTopicMadeAgain,      // the topic behind the name is not the one that was read
  kPlanChanged,         // a query's fingerprint, the shard count or the pipeline's name differs
  kUnknownCheckpoint,   // --from names a checkpoint that is not retained
  kGoneBackAlready,     // --from, and it was done before
  kNothingToAccept,     // --accept-offsets, and the checkpoint can be resumed exactly
};

struct RefusedRecovery {
  Refusal reason;
  Error error;                   // kStop, kRefused; found, expected and the commands that would settle it
  bool lacks_ways_back = false;  // its remedy does not say what can be gone back to: manifests must be read for that
};

// Start with empty state: write checkpoint 0 (or the next id) at these positions first.
struct FreshStart {
  CheckpointId id;              // 0, or one after the newest known when offsets were accepted
  bool accept_offsets = false;  // start at the committed offsets instead of `start:` (which serves where none is)
  friend bool operator==(const FreshStart&, const FreshStart&) = default;
};
// Resume at exactly this manifest.
struct Resume {
  CheckpointName name;
  friend bool operator==(const Resume&, const Resume&) = default;
};
// Go back: commit the offsets of checkpoint `from` under a new checkpoint's name (id `as`) first, then resume from
// that. Several manifests may be stored under one id, aborted ones among them: find_decided (checkpoint/going_back.h)
// picks the one that was decided.
struct GoBack {
  CheckpointId from;
  CheckpointId as;                        // above everything stored or committed
  std::optional<CheckpointName> current;  // what Kafka names, if it is one stored checkpoint: its path is the truth
  friend bool operator==(const GoBack&, const GoBack&) = default;
};
using RecoveryPlan = std::variant<FreshStart, Resume, GoBack>;

// Which manifest must be loaded, judged by Kafka's answer and the names in the store alone. Where those two disagree,
// the refusal lacks the ways back (decided_ids).
std::expected<RecoveryPlan, RefusedRecovery> plan_recovery(const std::vector<CommittedPosition>& committed,
                                                           const std::vector<CheckpointName>& stored,
                                                           const RecoveryOrder& order);

// What --accept-offsets makes of a recovery that was refused.
FreshStart accepted_start(const std::vector<CommittedPosition>& committed, const std::vector<CheckpointName>& stored);

// The checkpoint that Kafka names, if it is one and stored.
std::optional<CheckpointName> named_by_kafka(const std::vector<CommittedPosition>& committed,
                                             const std::vector<CheckpointName>& stored);

// What this run expects of a manifest: the pipeline as configured now.
struct ExpectedPipeline {
  std::string pipeline;
  std::uint32_t shards = 0;
  std::string backend;
  std::vector<QueryManifest> queries;  // ids are ignored: they go by name
  TopicIds topic_ids = {};             // as the broker tells them now
  std::string servers = "SERVERS";     // of the cluster, for the commands of remedies
};

// Holds the loaded manifest against Kafka and the configuration. Partitions that exist, have no offset and are not in
// the manifest are new: returned, to be read from their beginning (state: empty).
std::expected<std::vector<CommittedPosition>, RefusedRecovery> check_manifest(
    const Manifest& manifest, const std::vector<CommittedPosition>& committed, const ExpectedPipeline& expected);

// The same before going back to `manifest`, whose offsets are not Kafka's yet. Returned are all partitions that the
// manifest does not know, whatever is committed for them: they too must be committed under the new checkpoint's name,
// at their beginning, or their older metadata would contradict it for ever.
std::expected<std::vector<CommittedPosition>, RefusedRecovery> check_going_back(
    const Manifest& manifest, const std::vector<CommittedPosition>& committed, const ExpectedPipeline& expected);

// --from where `done` has gone back there before, and others have followed it.
RefusedRecovery gone_back_already(const GoBack& plan, const Manifest& done);

// --accept-offsets where `manifest` can be resumed exactly: its state would go on living against the order.
RefusedRecovery nothing_to_accept(const Manifest& manifest, const ExpectedPipeline& expected);

}  // namespace millrace
