#include <fmt/format.h>

#include <optional>

#include "base/counted.h"
#include "state/delta_chain.h"
#include "state/local_databases.h"
#include "state/rocksdb_store.h"
#include "state/storage_errors.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

struct Opened {
  std::unique_ptr<RocksdbDatabase> database;
  DeltaId applied;
  std::string origin;
};

struct Candidate {
  std::unique_ptr<RocksdbDatabase> database;
  DeltaId applied;
  std::size_t behind = 0;  // deltas of the chain that it lacks
};

// Error: why it is passed over.
std::expected<Candidate, std::string> try_database(const fs::path& path, const ShardManifest& manifest) {
  if (is_marked_damaged(path)) return std::unexpected("damaged");
  if (!fs::exists(path / "CURRENT")) return std::unexpected("not a database");
  auto database = RocksdbDatabase::open(path, RocksdbDatabase::If::kExists);
  if (!database) return std::unexpected(database.error().cause);
  auto applied = (*database)->applied();
  if (!applied) return std::unexpected(applied.error().cause);
  const auto missing = chain_after(manifest, *applied);
  if (!missing) return std::unexpected(fmt::format("holds delta '{}', of another timeline or too old", *applied));
  return Candidate{*std::move(database), *std::move(applied), missing->size()};
}

// The one that lacks the fewest deltas. `passed_over` collects the others with the reasons.
std::optional<Candidate> best_candidate(const std::vector<fs::path>& paths, const ShardManifest& manifest,
                                        std::string& passed_over) {
  std::optional<Candidate> best;
  for (const auto& path : paths) {
    auto candidate = try_database(path, manifest);
    if (!candidate) {
      passed_over += fmt::format("; passed over {}: {}", path.string(), candidate.error());
    } else if (!best || candidate->behind < best->behind) {
      best = *std::move(candidate);
      if (best->behind == 0) break;
    }
  }
  return best;
}

Result<Opened> create_empty(const fs::path& path) {
  auto database = RocksdbDatabase::open(path, RocksdbDatabase::If::kAbsent);
  if (!database) return std::unexpected(database.error());
  return Opened{*std::move(database), "", "new and empty, " + path.string()};
}

Error not_what_was_stored(const ShardStorePlace& place, const BaseRef& base, const DeltaId& held) {
  return damaged_object(fmt::format("open the base of shard {} (through delta '{}')", place.shard.value, base.through),
                        base.files.empty() ? std::string() : base.files.front().object,
                        fmt::format("its files hold delta '{}'", held));
}

// Every checksum of the files has been compared: if RocksDB does not open them now, that is for reasons of this
// machine.
Result<Opened> open_rebuilt(const fs::path& path, const ShardStorePlace& place, const BaseRef& base) {
  auto database = RocksdbDatabase::open(path, RocksdbDatabase::If::kExists);
  if (!database) return std::unexpected(database.error());
  auto applied = (*database)->applied();
  if (!applied) return std::unexpected(applied.error());
  if (*applied != base.through) return std::unexpected(not_what_was_stored(place, base, *applied));
  return Opened{*std::move(database), *std::move(applied), "rebuilt from its base, " + path.string()};
}

Result<Opened> rebuild(const fs::path& path, const ShardStorePlace& place, const BaseRef& base,
                       const CheckpointStore& store) {
  if (auto rebuilt = rebuild_from_base(base, store, path); !rebuilt) return std::unexpected(rebuilt.error());
  auto opened = open_rebuilt(path, place, base);
  std::error_code ignored;
  if (!opened) fs::remove_all(path, ignored);  // ours, made a moment ago
  return opened;
}

Result<Opened> open_database(const ShardStorePlace& place, CheckpointStore& store, const ShardManifest& manifest) {
  std::string passed_over;
  if (auto best = best_candidate(local_databases(place.directory, place.shard), manifest, passed_over)) {
    auto origin =
        fmt::format("taken over, {} ({} behind)", best->database->directory().string(), counted(best->behind, "delta"));
    return Opened{std::move(best->database), std::move(best->applied), std::move(origin) + passed_over};
  }
  const auto path = fresh_database_path(place);
  if (!path) return std::unexpected(path.error());
  auto opened = manifest.base ? rebuild(*path, place, *manifest.base, store) : create_empty(*path);
  if (opened) opened->origin += passed_over;
  return opened;
}

}  // namespace

Result<std::unique_ptr<ShardStore>> open_rocksdb_store(const ShardStorePlace& place, CheckpointStore& store,
                                                       const ShardManifest& manifest,
                                                       const std::vector<QueryStateSpec>& queries) {
  ShardStorePlace absolute = place;
  absolute.directory = fs::absolute(place.directory).lexically_normal();
  auto opened = open_database(absolute, store, manifest);
  if (!opened) return std::unexpected(opened.error());
  return std::make_unique<RocksdbStore>(std::move(opened->database), std::move(opened->applied), absolute, store,
                                        manifest.base ? known_files(*manifest.base) : KnownFiles(), queries,
                                        std::move(opened->origin));
}

}  // namespace millrace
