#include "state/restore.h"

#include <fmt/format.h>

#include <optional>

#include "state/delta_chain.h"
#include "state/entry_key.h"
#include "state/fold.h"
#include "state/in_turn.h"
#include "state/storage_errors.h"

namespace millrace {
namespace {

constexpr std::uint64_t kKeptInMemory = std::uint64_t{256} << 20;

// The deltas to load. Expiry is known only after the last one, so each is read before any is loaded: kept in memory as
// far as that is little, and read again otherwise.
class ChainToLoad {
 public:
  ChainToLoad(const CheckpointStore& store, ShardId shard, std::span<const DeltaRef> deltas)
      : store_(store), shard_(shard), deltas_(deltas) {}

  Result<void> verify() {
    std::uint64_t kept = 0;
    for (const auto& delta : deltas_) {
      auto file = fetch_delta(store_, shard_, delta);
      if (!file) return std::unexpected(file.error());
      merge_expired(expired_, file->header().expired_through);
      kept += file->bytes();
      files_.push_back(kept <= kKeptInMemory ? std::optional(*std::move(file)) : std::nullopt);
    }
    return {};
  }

  const ExpiredThrough& expired() const { return expired_; }

  Result<void> for_each(FunctionRef<Result<void>(const DeltaFile&)> visit) {
    for (std::size_t i = 0; i < deltas_.size(); ++i) {
      auto file = files_[i] ? Result<DeltaFile>(*std::move(files_[i])) : fetch_delta(store_, shard_, deltas_[i]);
      files_[i].reset();
      if (!file) return std::unexpected(file.error());
      if (auto visited = visit(*file); !visited) return visited;
    }
    return {};
  }

 private:
  const CheckpointStore& store_;
  const ShardId shard_;
  const std::span<const DeltaRef> deltas_;
  std::vector<std::optional<DeltaFile>> files_;
  ExpiredThrough expired_;
};

Result<void> visit_file(const DeltaFile& file, EntryVisitor visit) {
  Result<void> result;
  file.for_each([&](const StoredEntry& stored) {
    if (!result) return;
    const auto key = *split_entry_key(stored.key);
    if (stored.kind != EntryKind::kAbsolute) {
      result = std::unexpected(unknown_increment(file));
    } else {
      result = visit({stored.kind, key.query, key.pane_end, key.key, stored.accumulators});
    }
  });
  return result;
}

Error not_in_chain(const ShardStore& local) {
  return damaged_object(fmt::format("restore shard {}", local.shard().value), local.origin(),
                        fmt::format("its delta '{}' is not in the manifest's chain", local.applied()));
}

}  // namespace

ShardStore::ShardStore(ShardId shard, const std::vector<QueryStateSpec>& queries) : shard_(shard) {
  for (const auto& query : queries) queries_.insert(query.id);
}

Result<void> visit_stored(const ShardStore& local, const CheckpointStore& store, const ShardManifest& manifest,
                          EntryVisitor visit) {
  if (auto followed = check_chain(local.shard(), manifest); !followed) return followed;
  const auto missing = chain_after(manifest, local.applied());
  if (!missing) return std::unexpected(not_in_chain(local));
  ChainToLoad chain(store, local.shard(), *missing);
  if (auto verified = chain.verify(); !verified) return verified;
  const auto alive = [&](const DeltaEntry& entry) -> Result<void> {
    if (!local.knows(entry.query) || is_expired(chain.expired(), entry.query, entry.pane_end)) return {};
    return visit(entry);
  };
  return in_turn([&] { return local.for_each(alive); },
                 [&] { return chain.for_each([&](const DeltaFile& file) { return visit_file(file, alive); }); });
}

Result<void> ShardStore::load_into(ShardState& state) const {
  return for_each([&](const DeltaEntry& entry) -> Result<void> {
    return state.load(entry.query, entry.pane_end, entry.key, entry.accumulators);
  });
}

Result<void> restore_shard(const ShardStore& local, CheckpointStore& store, const ShardManifest& manifest,
                           ShardState& state) {
  auto restored = visit_stored(local, store, manifest, [&](const DeltaEntry& entry) -> Result<void> {
    return state.load(entry.query, entry.pane_end, entry.key, entry.accumulators);
  });
  if (!restored) return restored;
  for (const auto& [query, watermark] : manifest.watermarks) {
    if (local.knows(query)) state.restore_watermark(query, watermark);
  }
  return {};
}

}  // namespace millrace
