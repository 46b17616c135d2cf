// The backend "memory": no local database. The base is one file of all panes; what was consolidated since is kept as
// references to decided deltas, which the store holds as long as no newer base is decided.
#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "state/delta_file.h"
#include "state/shard_store.h"

namespace millrace {

inline constexpr const char* kMemoryBackend = "memory";

class MemoryShardStore final : public ShardStore {
 public:
  MemoryShardStore(const ShardStorePlace& place, CheckpointStore& store, std::optional<BaseRef> base,
                   const std::vector<QueryStateSpec>& queries);

  DeltaId applied() const override;
  Result<void> consolidate(const std::vector<DeltaRef>& deltas) override;
  Result<BaseRef> write_base() override;
  Result<void> for_each(EntryVisitor visit) const override;
  Result<std::unique_ptr<const StoredView>> view() const override;
  const std::string& origin() const override { return origin_; }

 private:
  struct Parts {
    std::optional<BaseRef> base;
    std::vector<DeltaRef> consolidated;  // after the base

    DeltaId applied() const;
  };
  Parts parts() const;
  Result<std::vector<DeltaFile>> fetch(const Parts& parts) const;  // the base first

  const ShardStorePlace place_;
  CheckpointStore& store_;
  const std::string origin_;
  mutable std::mutex mutex_;
  Parts parts_;
};

}  // namespace millrace
