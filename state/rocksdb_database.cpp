#include "state/rocksdb_database.h"

#include <fstream>

#include "state/entry_key.h"
#include "state/rocksdb_options.h"
#include "state/storage_errors.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDamagedMark = "DAMAGED";

Error database_error(std::string attempted, const fs::path& directory, const rocksdb::Status& status) {
  return {.attempted = std::move(attempted),
          .object = directory.string(),
          .cause = status.ToString(),
          .remedy = status.IsNoSpace() ? "Free space on the disk of state.directory" : "",
          .reaction = Reaction::kRetry};
}

}  // namespace

std::string applied_key() { return entry_prefix(kNoQuery).substr(0, 2) + "applied"; }

bool is_marked_damaged(const fs::path& directory) { return fs::exists(directory / kDamagedMark); }

Result<std::unique_ptr<RocksdbDatabase>> RocksdbDatabase::open(const fs::path& directory, If expected) {
  auto options = database_options();
  options.create_if_missing = options.error_if_exists = expected == If::kAbsent;
  rocksdb::DB* opened = nullptr;
  const auto status = rocksdb::DB::Open(options, directory.string(), &opened);
  std::unique_ptr<rocksdb::DB> db(opened);
  if (!status.ok()) return std::unexpected(database_error("open the local database", directory, status));
  std::unique_ptr<RocksdbDatabase> database(new RocksdbDatabase(directory, std::move(db)));
  if (auto cleared = database->clear_scratch(); !cleared) return std::unexpected(cleared.error());
  return database;
}

Result<DeltaId> RocksdbDatabase::applied() const {
  std::string id;
  const auto status = db_->Get(rocksdb::ReadOptions(), applied_key(), &id);
  if (!status.ok() && !status.IsNotFound()) return std::unexpected(failure("read the applied delta", status));
  return id;
}

Result<void> RocksdbDatabase::scan(std::string_view begin, std::string_view end,
                                   FunctionRef<Result<void>(std::string_view, std::string_view)> visit) const {
  auto options = scan_options();
  const auto bound = slice_of(end);
  options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(options));
  for (at->Seek(slice_of(begin)); at->Valid(); at->Next()) {
    if (auto visited = visit(at->key().ToStringView(), at->value().ToStringView()); !visited) return visited;
  }
  if (!at->status().ok()) return std::unexpected(failure("read the local database", at->status()));
  return {};
}

Result<bool> RocksdbDatabase::has_any(std::string_view begin, std::string_view end) const {
  auto options = scan_options();
  options.readahead_size = 0;
  const auto bound = slice_of(end);
  options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(options));
  at->Seek(slice_of(begin));
  if (!at->status().ok()) return std::unexpected(failure("read the local database", at->status()));
  return at->Valid();
}

Result<void> RocksdbDatabase::clear_scratch() const {
  std::error_code code;
  fs::remove_all(scratch(), code);
  if (!code) fs::create_directory(scratch(), code);
  if (code) return std::unexpected(file_error("empty the directory", scratch(), code.value()));
  return {};
}

bool RocksdbDatabase::is_there() const { return fs::exists(directory_ / "CURRENT"); }

Error RocksdbDatabase::failure(std::string attempted, const rocksdb::Status& status) const {
  auto error = database_error(std::move(attempted), directory_, status);
  if (!status.IsCorruption()) return error;
  std::ofstream(directory_ / kDamagedMark) << status.ToString() << '\n';
  error.remedy = "The local database is a cache: it is rebuilt from the checkpoint store";
  error.reaction = Reaction::kFatal;
  return error;
}

}  // namespace millrace
