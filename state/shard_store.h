// Where a shard's older state lives: the port that backends implement ("rocksdb" and "memory").
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "checkpoint/checkpoint_store.h"
#include "checkpoint/manifest.h"
#include "state/shard_state.h"

namespace millrace {

// Writes an epoch's delta into the store, under a fresh random id, durable when it returns. Any thread.
Result<DeltaRef> write_delta(CheckpointStore& store, ShardId shard, Incarnation incarnation, CheckpointId epoch,
                             const DeltaId& parent, const FrozenDelta& delta);

// One shard's local database. Calls are made one after another (by whom is the caller's affair), on any thread.
// Holds nothing uncommitted: it is fed only with decided deltas.
class ShardStore {
 public:
  virtual ~ShardStore() = default;

  // The last delta contained; "" = empty.
  virtual DeltaId applied() const = 0;
  // Folds these decided deltas (consecutive, the first's parent == applied()) and takes them in atomically.
  // `expired`: per query, panes with an end <= this are gone and need not be written.
  virtual Result<void> consolidate(const std::vector<DeltaRef>& deltas) = 0;
  // Writes a fresh base (everything through applied()) into the checkpoint store; durable when it returns.
  virtual Result<BaseRef> write_base() = 0;
  // Feeds every stored entry into `state`.
  virtual Result<void> load_into(ShardState& state) const = 0;
};

struct ShardStorePlace {
  std::filesystem::path directory;  // state.directory/<pipeline>; databases live below <incarnation>-<random>/shard-k
  Incarnation incarnation;          // of this run
  std::string run_suffix;           // random bits of this run's directory name
  ShardId shard;
};

// Takes over the newest local database whose lock it gets and whose applied id is in the manifest's chain (or is its
// base's), otherwise rebuilds from the base. Files of higher incarnations are never touched.
// A flipped byte in any stored file that is read is refused (kStop, kRefused) and named.
Result<std::unique_ptr<ShardStore>> open_shard_store(const std::string& backend, const ShardStorePlace& place,
                                                     CheckpointStore& store, const ShardManifest& manifest,
                                                     const std::vector<QueryStateSpec>& queries);

// Entries of the store, then of the chain's deltas after its applied id, in order, into `state`; then the watermarks.
Result<void> restore_shard(const ShardStore& local, CheckpointStore& store, const ShardManifest& manifest,
                           ShardState& state);

// After a decision: deletes local databases of lower incarnations (and this run's leftovers) that nobody locks.
void remove_old_databases(const std::filesystem::path& directory, Incarnation own);

}  // namespace millrace
