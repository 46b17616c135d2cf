// Everything that a shard consisted of at a checkpoint, in the order in which it must be loaded.
#pragma once

#include "base/error.h"
#include "checkpoint/checkpoint_store.h"
#include "checkpoint/manifest.h"
#include "state/shard_store.h"

namespace millrace {

// Entries of `local`, then those of the deltas after its applied id, oldest first: a later entry of a key replaces an
// earlier one. Left out: queries that this run does not have, and panes that have expired by the end of the chain.
// Every delta is verified whole before the first entry is visited.
Result<void> visit_stored(const ShardStore& local, const CheckpointStore& store, const ShardManifest& manifest,
                          EntryVisitor visit);

}  // namespace millrace
