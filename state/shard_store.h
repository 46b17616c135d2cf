// Where a shard's older state lives: the port that backends implement ("rocksdb" and "memory").
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/function_ref.h"
#include "base/ids.h"
#include "checkpoint/checkpoint_store.h"
#include "checkpoint/manifest.h"
#include "state/delta_file.h"
#include "state/frozen_delta.h"
#include "state/shard_state.h"

namespace millrace {

// Writes an epoch's delta into the store, under a fresh random id, durable when it returns. Any thread.
Result<DeltaRef> write_delta(CheckpointStore& store, ShardId shard, Incarnation incarnation, CheckpointId epoch,
                             const DeltaId& parent, const FrozenDelta& delta);

// Fails the whole walk with the visitor's error.
using EntryVisitor = FunctionRef<Result<void>(const DeltaEntry&)>;

// What a shard's store held at one moment, while the store goes on. One thread at a time. It keeps old files alive, so
// let go of it soon, and before the store itself.
class StoredView {
 public:
  virtual ~StoredView() = default;
  virtual const DeltaId& applied() const = 0;
  // Entries whose whole key (state/entry_key.h) is `first` or comes after it, ascending, until `visit` answers false.
  virtual Result<void> read(std::string_view first, FunctionRef<bool(const StoredEntry&)> visit) const = 0;
};

// One shard's older state. Calls are made one after another (by whom is the caller's affair), on any thread; but for
// view(). Holds nothing uncommitted: it is fed only with decided deltas.
class ShardStore {
 public:
  ShardStore(ShardId shard, const std::vector<QueryStateSpec>& queries);
  virtual ~ShardStore() = default;

  // The last delta contained; "" = empty.
  virtual DeltaId applied() const = 0;
  // Folds these decided deltas (consecutive, the first's parent == applied()) and takes them in atomically. Panes that
  // one of them reports as expired are left out. kRetry: nothing has changed, the same call may be made again.
  virtual Result<void> consolidate(const std::vector<DeltaRef>& deltas) = 0;
  // Writes a fresh base (everything through applied()) into the checkpoint store; durable when it returns. It may name
  // files of the base of the last decided manifest, or of the base this object wrote before: keep both until the first
  // manifest that names the new one is decided.
  virtual Result<BaseRef> write_base() = 0;
  // Every stored entry of the queries of this run, by (query, pane end, key); all absolute.
  virtual Result<void> for_each(EntryVisitor visit) const = 0;
  // Any thread, whatever else is going on.
  virtual Result<std::unique_ptr<const StoredView>> view() const = 0;
  // Where it comes from, for the log: taken over, rebuilt, empty; and which candidates were passed over, and why.
  virtual const std::string& origin() const = 0;

  // Feeds every stored entry into `state`.
  Result<void> load_into(ShardState& state) const;
  ShardId shard() const { return shard_; }
  bool knows(QueryId query) const { return queries_.contains(query); }

 protected:
  const std::set<QueryId>& queries() const { return queries_; }

 private:
  const ShardId shard_;
  std::set<QueryId> queries_;
};

struct ShardStorePlace {
  std::filesystem::path directory;  // state.directory/<pipeline>; databases live below <incarnation>-<random>/shard-k
  Incarnation incarnation;          // of this run
  std::string run_suffix;           // random bits of this run's directory name
  ShardId shard;
};

// Takes over the local database whose lock it gets and whose applied id is furthest in the manifest's chain (or is its
// base's), where it lies; otherwise rebuilds from the base. Files of higher incarnations are never deleted.
// A flipped byte in any stored file that is read is refused (kStop, kRefused) and named.
Result<std::unique_ptr<ShardStore>> open_shard_store(const std::string& backend, const ShardStorePlace& place,
                                                     CheckpointStore& store, const ShardManifest& manifest,
                                                     const std::vector<QueryStateSpec>& queries);

// Entries of the store, then of the chain's deltas after its applied id, in order, into `state`; then what had expired,
// and the watermarks. An error leaves `state` half filled: discard it. kFatal: the local database was damaged and is
// now marked so; opening again rebuilds it.
Result<void> restore_shard(const ShardStore& local, CheckpointStore& store, const ShardManifest& manifest,
                           ShardState& state);

// After a decision: deletes local databases of this and lower incarnations that nobody locks. What cannot be deleted
// stays until the next time.
void remove_old_databases(const std::filesystem::path& directory, Incarnation own);

}  // namespace millrace
