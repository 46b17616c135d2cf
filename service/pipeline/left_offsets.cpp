#include "service/pipeline/left_offsets.h"

#include <algorithm>
#include <set>

namespace millrace {
namespace {

std::set<CheckpointName> names_of(const std::vector<CommittedPosition>& committed) {
  std::set<CheckpointName> names;
  for (const auto& p : committed) {
    if (const auto name = parse_checkpoint_name(p.metadata)) names.insert(*name);
  }
  return names;
}

bool is_left(const CommittedPosition& p, const NamedManifest& newest) {
  const auto name = parse_checkpoint_name(p.metadata);
  if (!name || name->id >= newest.name.id) return false;
  return std::ranges::find(newest.manifest.positions, p.topic, &PartitionPosition::topic) ==
         newest.manifest.positions.end();
}

}  // namespace

Result<void> set_left_offsets_aside(const RecoveryContext& context, RecoveryFacts& facts) {
  const auto names = names_of(facts.committed);
  if (names.size() < 2 || std::ranges::find(facts.stored, *names.rbegin()) == facts.stored.end()) return {};
  auto manifest = load_manifest(context, *names.rbegin());
  if (!manifest && manifest.error().stop == StopReason::kRefused) return {};
  if (!manifest) return std::unexpected(manifest.error());
  const NamedManifest newest{*names.rbegin(), *std::move(manifest)};
  for (auto& position : facts.committed) {
    if (!is_left(position, newest)) continue;
    facts.left.push_back(position);
    position.offset.reset();
    position.metadata.clear();
  }
  return {};
}

const CommittedPosition* left_offset(const RecoveryFacts& facts, const CommittedPosition& partition) {
  const auto left = std::ranges::find_if(facts.left, [&](const CommittedPosition& p) {
    return p.topic == partition.topic && p.partition == partition.partition;
  });
  return left == facts.left.end() ? nullptr : &*left;
}

}  // namespace millrace
