#include "checkpoint/manifest_composition.h"

#include <algorithm>
#include <tuple>

namespace millrace {
namespace {

auto order_of(const PartitionPosition& p) { return std::tie(p.source, p.topic, p.partition); }

}  // namespace

DeltaId chain_position(const ShardManifest& shard) {
  if (!shard.chain.empty()) return shard.chain.back().id;
  return shard.base ? shard.base->through : DeltaId();
}

bool adopt_base(ShardManifest& shard, const BaseRef& base) {
  auto kept = shard.chain.begin();
  if (base.through != (shard.base ? shard.base->through : DeltaId())) {
    kept = std::ranges::find(shard.chain, base.through, &DeltaRef::id);
    if (kept == shard.chain.end()) return false;
    ++kept;
  }
  shard.chain.erase(shard.chain.begin(), kept);
  shard.base = base;
  return true;
}

std::vector<PartitionPosition> merge_positions(std::vector<PartitionPosition> known,
                                               const std::vector<PartitionPosition>& reported) {
  for (const auto& report : reported) {
    const auto same = std::ranges::find_if(known, [&](const auto& p) { return order_of(p) == order_of(report); });
    if (same == known.end()) {
      known.push_back(report);
      continue;
    }
    same->next = report.next;
    same->highest = std::max(same->highest, report.highest);
    if (report.last) same->last = report.last;
  }
  std::ranges::sort(known, [](const auto& a, const auto& b) { return order_of(a) < order_of(b); });
  return known;
}

std::uint64_t stored_bytes(const Manifest& manifest) {
  std::uint64_t bytes = 0;
  each_file(manifest, [&](const StoredFile& file) { bytes += file.bytes; });
  return bytes;
}

std::uint64_t delta_bytes(const Manifest& manifest) {
  std::uint64_t bytes = 0;
  for (const ShardManifest& shard : manifest.shards) {
    for (const DeltaRef& delta : shard.chain) bytes += delta.epoch == manifest.id ? delta.file.bytes : 0;
  }
  return bytes;
}

}  // namespace millrace
