#include "state/delta_chain.h"

#include <fmt/format.h>

#include <algorithm>

#include "state/storage_errors.h"

namespace millrace {
namespace {

// The first delta that does not name the one before it.
const DeltaRef* first_stranger(DeltaId last, std::span<const DeltaRef> deltas) {
  for (const auto& delta : deltas) {
    if (delta.parent != last || delta.id.empty()) return &delta;
    last = delta.id;
  }
  return nullptr;
}

DeltaId start_of(const ShardManifest& manifest) { return manifest.base ? manifest.base->through : DeltaId(); }

}  // namespace

Result<void> check_chain(ShardId shard, const ShardManifest& manifest) {
  const auto* stranger = first_stranger(start_of(manifest), manifest.chain);
  if (stranger == nullptr) return {};
  return std::unexpected(
      damaged_object(fmt::format("follow the deltas of shard {}", shard.value), stranger->file.object,
                     fmt::format("names '{}' as the delta before it, which is not the one before it in the manifest",
                                 stranger->parent)));
}

std::optional<std::span<const DeltaRef>> chain_after(const ShardManifest& manifest, const DeltaId& applied) {
  const std::span<const DeltaRef> chain = manifest.chain;
  if (applied == start_of(manifest)) return chain;
  const auto found = std::ranges::find(chain, applied, &DeltaRef::id);
  if (found == chain.end()) return std::nullopt;
  return chain.subspan(static_cast<std::size_t>(found - chain.begin()) + 1);
}

Result<void> check_follows(ShardId shard, const DeltaId& applied, const std::vector<DeltaRef>& deltas) {
  const auto* stranger = first_stranger(applied, deltas);
  if (stranger == nullptr) return {};
  return std::unexpected(
      Error{.attempted = fmt::format("consolidate {} deltas of shard {}", deltas.size(), shard.value),
            .object = stranger->file.object,
            .cause = fmt::format("it follows delta '{}', but what is stored ends with '{}'", stranger->parent, applied),
            .remedy = "",
            .reaction = Reaction::kFatal});
}

}  // namespace millrace
