// How a manifest grows out of the one before it.
#pragma once

#include <map>
#include <vector>

#include "checkpoint/manifest.h"

namespace millrace {

// What the next delta of this shard follows: its last delta, else what the base contains, else nothing ("").
DeltaId chain_position(const ShardManifest& shard);

// Puts the base in and drops the deltas that it contains. False, and nothing changes: the base is not of this
// timeline, for its `through` is neither in the chain nor where the chain begins.
bool adopt_base(ShardManifest& shard, const BaseRef& base);

// Reported positions replace known ones; what a report does not know (highest event time, last record) stays. Sorted
// by source, topic, partition.
std::vector<PartitionPosition> merge_positions(std::vector<PartitionPosition> known,
                                               const std::vector<PartitionPosition>& reported);

// Bytes of all files that the manifest names: bases and deltas.
std::uint64_t stored_bytes(const Manifest& manifest);
// Of the files written for it alone: its own deltas.
std::uint64_t delta_bytes(const Manifest& manifest);

}  // namespace millrace
