// The backend "rocksdb": older state in a local database, fed by consolidation only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "state/delta_file.h"
#include "state/rocksdb_base.h"
#include "state/rocksdb_database.h"
#include "state/shard_store.h"

namespace millrace {

class SstBatch;

class RocksdbStore final : public ShardStore {
 public:
  // `known`: of the base of the manifest that this run stands on.
  RocksdbStore(std::unique_ptr<RocksdbDatabase> database, DeltaId applied, const ShardStorePlace& place,
               CheckpointStore& store, KnownFiles known, const std::vector<QueryStateSpec>& queries,
               std::string origin);

  DeltaId applied() const override { return applied_; }
  Result<void> consolidate(const std::vector<DeltaRef>& deltas) override;
  Result<BaseRef> write_base() override;
  Result<void> for_each(EntryVisitor visit) const override;
  Result<std::unique_ptr<const StoredView>> view() const override;
  const std::string& origin() const override { return origin_; }

  struct ExpiredRange {  // of keys
    std::string begin, end;
  };

 private:
  Result<void> take_in(const std::vector<DeltaRef>& deltas);
  Result<void> delete_stored(const std::vector<ExpiredRange>& expired, SstBatch& batch) const;
  Result<void> check_unchanged() const;
  void drop_files(const std::vector<ExpiredRange>& expired) const;

  std::unique_ptr<RocksdbDatabase> database_;
  DeltaId applied_;
  const BaseOwner owner_;
  CheckpointStore& store_;
  KnownFiles known_;
  const std::string origin_;
  bool failed_before_ = false;  // RocksDB refuses writes after some errors until told to resume
};

// rocksdb_open.cpp
Result<std::unique_ptr<ShardStore>> open_rocksdb_store(const ShardStorePlace& place, CheckpointStore& store,
                                                       const ShardManifest& manifest,
                                                       const std::vector<QueryStateSpec>& queries);

}  // namespace millrace
