// A RocksDB base in the checkpoint store: its files out, and a database made of them again.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "checkpoint/checkpoint_store.h"
#include "checkpoint/manifest.h"
#include "state/rocksdb_database.h"

namespace millrace {

inline constexpr const char* kRocksdbBackend = "rocksdb";
inline constexpr std::string_view kSortedFile = ".sst";

struct BaseOwner {
  ShardId shard;
  Incarnation incarnation;
};

// By the unique id that a sorted file keeps through ingest, hard links and reopening.
using KnownFiles = std::map<std::string, StoredFile>;
KnownFiles known_files(const BaseRef& base);

// Stores the database as it is now. Files of `known` are named again instead of written; new ones are verified before,
// so that damage on the local disk does not get a checksum of its own.
Result<BaseRef> write_rocksdb_base(const RocksdbDatabase& database, const DeltaId& through, CheckpointStore& store,
                                   const BaseOwner& owner, const KnownFiles& known);

// Makes `directory` (absent) hold the base's files, every checksum compared: sorted files as links, which nothing ever
// writes to, all others as copies. Whole and durable under this name when it returns, or not there.
Result<void> rebuild_from_base(const BaseRef& base, const CheckpointStore& store,
                               const std::filesystem::path& directory);

}  // namespace millrace
