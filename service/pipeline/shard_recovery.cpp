#include "service/pipeline/shard_recovery.h"

#include <fmt/format.h>

#include <optional>
#include <random>
#include <thread>

namespace millrace {
namespace {

struct OpenShard {
  std::shared_ptr<ShardStore> store;
  ShardState state;
};

std::string random_suffix() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

Result<OpenShard> open_once(const RecoveryContext& context, const ShardStorePlace& place, const ShardManifest& manifest,
                            const std::vector<QueryStateSpec>& queries) {
  auto opened = open_shard_store(context.config.state.backend, place, *context.store, manifest, queries);
  if (!opened) return std::unexpected(opened.error());
  OpenShard shard{std::move(*opened), ShardState(queries)};
  if (auto restored = restore_shard(*shard.store, *context.store, manifest, shard.state); !restored)
    return std::unexpected(restored.error());
  return shard;
}

// A damaged local database marks itself; the second try rebuilds it from the store.
Result<OpenShard> open_one(const RecoveryContext& context, const ShardStorePlace& place, const ShardManifest& manifest,
                           const std::vector<QueryStateSpec>& queries) {
  auto shard = open_once(context, place, manifest, queries);
  if (!shard && shard.error().reaction == Reaction::kFatal) {
    context.tell(fmt::format("shard {}: {}; rebuilding it", place.shard.value, shard.error().message()));
    shard = open_once(context, place, manifest, queries);
  }
  return shard;
}

}  // namespace

Result<void> open_shards(const RecoveryContext& context, Recovered& recovered) {
  const auto queries = define_pipeline(context.config, recovered.ids).state_specs();
  const auto suffix = random_suffix();
  const auto& manifests = recovered.manifest.shards;
  std::vector<std::optional<Result<OpenShard>>> opened(manifests.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t k = 0; k < manifests.size(); ++k) {
      threads.emplace_back([&, k] {
        const ShardStorePlace place{context.databases, recovered.incarnation, suffix,
                                    ShardId{static_cast<std::uint32_t>(k)}};
        opened[k].emplace(open_one(context, place, manifests[k], queries));
      });
    }
  }
  for (auto& shard : opened) {
    if (!*shard) return std::unexpected(shard->error());
    recovered.stores.push_back(std::move((*shard)->store));
    recovered.states.push_back(std::move((*shard)->state));
  }
  return {};
}

}  // namespace millrace
