// The deltas of a shard that its local store does not hold yet, read in their order.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "checkpoint/checkpoint_store.h"
#include "checkpoint/manifest.h"
#include "state/delta_file.h"
#include "state/fold.h"
#include "state/shard_store.h"

namespace millrace {

// Expiry is known only after the last delta, so each is read before any is loaded: kept in memory as far as that is
// little, and read again otherwise. One thread.
class ChainToLoad {
 public:
  // All are viewed.
  ChainToLoad(const CheckpointStore& store, ShardId shard, std::span<const DeltaRef> deltas)
      : store_(store), shard_(shard), deltas_(deltas) {}

  // Before everything else: every delta is there and whole.
  Result<void> verify();
  // What has expired by the end of the chain.
  const ExpiredThrough& expired() const { return expired_; }
  // Once; every entry of the oldest delta first, expired ones too.
  Result<void> for_each(EntryVisitor visit);

 private:
  Result<void> visit_file(const DeltaFile& file, EntryVisitor visit) const;
  const CheckpointStore& store_;
  const ShardId shard_;
  const std::span<const DeltaRef> deltas_;
  std::vector<std::optional<DeltaFile>> files_;
  ExpiredThrough expired_;
};

}  // namespace millrace
