// The timeline of one shard as its manifest tells it: base, then deltas, each naming the one before it.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "checkpoint/manifest.h"

namespace millrace {

// Refuses (kStop, kRefused) a manifest whose deltas do not follow one another from the base on.
Result<void> check_chain(ShardId shard, const ShardManifest& manifest);

// What comes after `applied` in this timeline; none: `applied` is no part of it.
std::optional<std::span<const DeltaRef>> chain_after(const ShardManifest& manifest, const DeltaId& applied);

// Before a consolidation: `deltas` are consecutive and the first follows `applied`. The guard against taking a delta in
// twice, which RocksDB would not notice.
Result<void> check_follows(ShardId shard, const DeltaId& applied, const std::vector<DeltaRef>& deltas);

}  // namespace millrace
