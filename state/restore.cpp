#include "state/restore.h"

#include <fmt/format.h>

#include "state/chain_to_load.h"
#include "state/delta_chain.h"
#include "state/in_turn.h"
#include "state/storage_errors.h"

namespace millrace {
namespace {

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
  return in_turn([&] { return local.for_each(alive); }, [&] { return chain.for_each(alive); });
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
  for (const auto& [query, expired] : manifest.expired) {
    if (local.knows(query)) state.restore_expiry(query, expired);
  }
  for (const auto& [query, watermark] : manifest.watermarks) {
    if (local.knows(query)) state.restore_watermark(query, watermark);
  }
  return {};
}

}  // namespace millrace
