#include "service/pipeline/left_offsets.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <set>

#include "checkpoint/source_check.h"
#include "service/pipeline/start_positions.h"

namespace millrace {
namespace {

std::set<CheckpointName> names_of(const std::vector<CommittedPosition>& committed) {
  std::set<CheckpointName> names;
  for (const auto& p : committed) {
    if (const auto name = parse_checkpoint_name(p.metadata)) names.insert(*name);
  }
  return names;
}

// Of positions that stored manifests newer than `newest` have read, in topics that the file does not name.
Result<std::vector<CommittedPosition>> positions_of_newer(const RecoveryContext& context, const RecoveryFacts& facts,
                                                          const std::optional<CheckpointId>& newest) {
  std::map<std::pair<std::string, PartitionId>, CommittedPosition> found;
  for (const auto& name : facts.stored) {
    if (newest && name.id <= *newest) continue;
    const auto manifest = load_manifest(context, name);
    if (!manifest && manifest.error().stop == StopReason::kRefused) continue;  // damaged: it tells nothing
    if (!manifest) return std::unexpected(manifest.error());
    for (const auto& p : manifest->positions) {
      if (std::ranges::find(facts.committed, p.topic, &CommittedPosition::topic) != facts.committed.end()) continue;
      found.try_emplace({p.topic, p.partition}, CommittedPosition{p.source, p.topic, p.partition, std::nullopt, ""});
    }
  }
  const auto positions = std::views::values(found);
  return std::vector<CommittedPosition>(positions.begin(), positions.end());
}

}  // namespace

Result<std::vector<CommittedPosition>> ask_for_removed(const RecoveryContext& context, const RecoveryFacts& facts) {
  const auto names = names_of(facts.committed);
  const auto newest = names.empty() ? std::nullopt : std::optional(names.rbegin()->id);
  auto positions = positions_of_newer(context, facts, newest);
  if (!positions || positions->empty()) return positions;
  if (auto asked = ask_committed(context, *positions); !asked) return std::unexpected(asked.error());
  const auto removed = names_of(*positions);
  std::erase_if(*positions, [&](const CommittedPosition& p) {
    const auto name = parse_checkpoint_name(p.metadata);
    return !name || *name != *removed.rbegin() || (newest && name->id <= *newest);
  });
  return positions;
}

Result<void> set_left_offsets_aside(const RecoveryContext& context, RecoveryFacts& facts) {
  const auto names = names_of(facts.naming());
  if (names.size() < 2 || std::ranges::find(facts.stored, *names.rbegin()) == facts.stored.end()) return {};
  const auto& newest = *names.rbegin();
  const auto manifest = load_manifest(context, newest);
  if (!manifest && manifest.error().stop == StopReason::kRefused) return {};
  if (!manifest) return std::unexpected(manifest.error());
  for (auto& position : facts.committed) {
    if (!is_left_behind(position, newest, *manifest)) continue;
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
