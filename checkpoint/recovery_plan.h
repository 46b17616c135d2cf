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

// What the operator allowed on the command line.
struct RecoveryOrder {
  std::optional<CheckpointId> from;  // run --from ID
  bool accept_offsets = false;       // run --accept-offsets
};

enum class Refusal {
  kMetadataDiffers,     // partitions of one transaction name different checkpoints
  kMetadataUnreadable,  // offsets committed by something else than Millrace
  kStateWithoutOffset,  // the store holds decided state, Kafka holds no offset (expired, group deleted)
  kOffsetWithoutState,  // Kafka names a checkpoint that the store does not hold
  kOffsetsMoved,        // committed offset differs from the manifest's: somebody reset the group
  kPartitionLost,       // the manifest knows a partition that is not there or has no offset
  kManifestInvalid,     // does not parse, or its hash is not the name's
  kPlanChanged,         // a query's fingerprint, the shard count or the pipeline's name differs
  kUnknownCheckpoint,   // --from names a checkpoint that is not retained
};

struct RefusedRecovery {
  Refusal reason;
  Error error;  // kStop, kRefused; found, expected and the commands that would settle it
};

// Start with empty state: write checkpoint 0 (or the next id) at these positions first.
struct FreshStart {
  CheckpointId id;              // 0, or one after the newest in the store when offsets were accepted
  bool accept_offsets = false;  // start at the committed offsets instead of `start:`
};
// Resume at exactly this manifest.
struct Resume {
  CheckpointName name;
};
// Go back: commit this manifest's offsets under a new checkpoint's name (id) first, then resume from that.
struct GoBack {
  CheckpointName from;
  CheckpointId as;
};
using RecoveryPlan = std::variant<FreshStart, Resume, GoBack>;

// Which manifest must be loaded, judged by Kafka's answer and the names in the store alone.
std::expected<RecoveryPlan, RefusedRecovery> plan_recovery(const std::vector<CommittedPosition>& committed,
                                                           const std::vector<CheckpointName>& stored,
                                                           const RecoveryOrder& order);

// What this run expects of a manifest: the pipeline as configured now.
struct ExpectedPipeline {
  std::string pipeline;
  std::uint32_t shards = 0;
  std::string backend;
  std::vector<QueryManifest> queries;  // ids are ignored: they go by name
};

// Holds the loaded manifest against Kafka and the configuration. Partitions that exist, have no offset and are not in
// the manifest are new: returned, to be read from their beginning (state: empty).
std::expected<std::vector<CommittedPosition>, RefusedRecovery> check_manifest(
    const Manifest& manifest, const std::vector<CommittedPosition>& committed, const ExpectedPipeline& expected);

}  // namespace millrace
