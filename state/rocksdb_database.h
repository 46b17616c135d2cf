// One open local database: a directory, RocksDB's lock on it, and the id of the last delta it holds.
#pragma once

#include <rocksdb/db.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/function_ref.h"
#include "checkpoint/manifest.h"

namespace millrace {

// Not thread-safe beyond what RocksDB is. Everything is written by ingest, nothing by Put: there is no WAL to lose.
class RocksdbDatabase {
 public:
  enum class If { kExists, kAbsent };

  // `directory` must be absolute: RocksDB knows its own locks by name. kRetry: somebody else holds the lock, or the
  // database does not open.
  static Result<std::unique_ptr<RocksdbDatabase>> open(const std::filesystem::path& directory, If expected);

  // Read from the database each time, never remembered. "" = nothing ingested yet.
  Result<DeltaId> applied() const;
  // Keys in [begin, end), ascending.
  Result<void> scan(std::string_view begin, std::string_view end,
                    FunctionRef<Result<void>(std::string_view key, std::string_view value)> visit) const;
  Result<bool> has_any(std::string_view begin, std::string_view end) const;

  rocksdb::DB& db() const { return *db_; }
  const std::filesystem::path& directory() const { return directory_; }
  // For files on their way in or out; on the same file system as the database, emptied by each user.
  std::filesystem::path scratch() const { return directory_ / "scratch"; }
  Result<void> clear_scratch() const;

  bool is_there() const;  // its files are; no: somebody has deleted them under it

  // What RocksDB answered, in our words. A damaged database is marked, so that the next start passes it over.
  Error failure(std::string attempted, const rocksdb::Status& status) const;

 private:
  RocksdbDatabase(std::filesystem::path directory, std::unique_ptr<rocksdb::DB> db)
      : directory_(std::move(directory)), db_(std::move(db)) {}

  std::filesystem::path directory_;
  std::unique_ptr<rocksdb::DB> db_;
};

bool is_marked_damaged(const std::filesystem::path& directory);

// Where the applied id lies: after all entries, in no query's range.
std::string applied_key();

}  // namespace millrace
