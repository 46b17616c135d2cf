#include "state/local_databases.h"

#include <fmt/format.h>
#include <rocksdb/env.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "state/file_layer.h"
#include "state/random_bits.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRemoved = ".removed-";

struct RunDirectory {
  Incarnation incarnation;
  fs::path path;
};

std::optional<Incarnation> incarnation_of(const std::string& name) {
  Incarnation incarnation;
  const auto* end = name.data() + name.size();
  const auto [after, code] = std::from_chars(name.data(), end, incarnation.value);
  if (code != std::errc() || after == end || *after != '-') return std::nullopt;
  return incarnation;
}

// What cannot be read holds no database for us.
std::vector<FileEntry> entries_of(const fs::path& directory) {
  return real_files().list(directory).value_or(std::vector<FileEntry>());
}

std::vector<RunDirectory> run_directories(const fs::path& directory) {
  std::vector<RunDirectory> runs;
  for (const auto& entry : entries_of(directory)) {
    const auto incarnation = incarnation_of(entry.path.filename().string());
    if (entry.directory && incarnation) runs.push_back({*incarnation, entry.path});
  }
  std::ranges::sort(runs, std::ranges::greater(), &RunDirectory::incarnation);
  return runs;
}

bool is_database_of(const std::string& name, ShardId shard) {
  const auto own = fmt::format("shard-{}", shard.value);
  return name == own || (name.starts_with(own + "-") && !name.contains('.'));
}

// Its lock is held while it disappears, so nobody can open it meanwhile. Locked by RocksDB's own means: a lock of this
// process would be lost with any other descriptor of the file.
void remove_unless_locked(const fs::path& database) {
  rocksdb::FileLock* lock = nullptr;
  auto* env = rocksdb::Env::Default();
  if (!env->LockFile((database / "LOCK").string(), &lock).ok()) return;
  const fs::path gone = database.string() + std::string(kRemoved) + random_hex(8);
  std::error_code ignored;
  fs::rename(database, gone, ignored);
  if (!ignored) fs::remove_all(gone, ignored);
  env->UnlockFile(lock).PermitUncheckedError();
}

void remove_databases_in(const fs::path& run) {
  for (const auto& entry : entries_of(run)) {
    const auto name = entry.path.filename().string();
    std::error_code ignored;
    if (!entry.directory || !name.starts_with("shard-")) continue;
    if (name.contains('.')) {
      fs::remove_all(entry.path, ignored);  // half built or half removed: never opened by anybody
    } else {
      remove_unless_locked(entry.path);
    }
  }
  std::error_code not_empty;
  fs::remove(run, not_empty);
}

}  // namespace

std::vector<fs::path> local_databases(const fs::path& directory, ShardId shard) {
  std::vector<fs::path> found;
  for (const auto& run : run_directories(directory)) {
    for (const auto& entry : entries_of(run.path)) {
      if (entry.directory && is_database_of(entry.path.filename().string(), shard)) found.push_back(entry.path);
    }
  }
  return found;
}

Result<fs::path> fresh_database_path(const ShardStorePlace& place) {
  const fs::path run = place.directory / fmt::format("{}-{}", place.incarnation.value, place.run_suffix);
  if (auto made = real_files().create_directories(run); !made) return std::unexpected(made.error());
  const auto name = fmt::format("shard-{}", place.shard.value);
  fs::path path = run / name;
  for (int n = 1; fs::exists(path); ++n) path = run / fmt::format("{}-{}", name, n);
  return path;
}

void remove_old_databases(const fs::path& directory, Incarnation own) {
  for (const auto& run : run_directories(fs::absolute(directory).lexically_normal())) {
    if (run.incarnation <= own) remove_databases_in(run.path);
  }
}

}  // namespace millrace
