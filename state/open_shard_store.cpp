#include <fmt/format.h>

#include "state/delta_chain.h"
#include "state/memory_shard_store.h"
#include "state/rocksdb_store.h"
#include "state/shard_store.h"

namespace millrace {
namespace {

Error configuration(const ShardStorePlace& place, std::string cause, std::string remedy) {
  return {.attempted = fmt::format("open the state of shard {}", place.shard.value),
          .object = place.directory.string(),
          .cause = std::move(cause),
          .remedy = std::move(remedy),
          .reaction = Reaction::kStop,
          .stop = StopReason::kConfiguration};
}

}  // namespace

Result<std::unique_ptr<ShardStore>> open_shard_store(const std::string& backend, const ShardStorePlace& place,
                                                     CheckpointStore& store, const ShardManifest& manifest,
                                                     const std::vector<QueryStateSpec>& queries) {
  if (auto followed = check_chain(place.shard, manifest); !followed) return std::unexpected(followed.error());
  if (manifest.base && manifest.base->backend != backend) {
    return std::unexpected(
        configuration(place, fmt::format("it was stored by backend '{}', not '{}'", manifest.base->backend, backend),
                      fmt::format("Set state.backend: {}", manifest.base->backend)));
  }
  if (backend == kRocksdbBackend) return open_rocksdb_store(place, store, manifest, queries);
  if (backend == kMemoryBackend) return std::make_unique<MemoryShardStore>(place, store, manifest.base, queries);
  return std::unexpected(
      configuration(place, fmt::format("no backend is called '{}'", backend), "Set state.backend: rocksdb or memory"));
}

}  // namespace millrace
