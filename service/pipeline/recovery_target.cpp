#include "service/pipeline/recovery_target.h"

#include <fmt/format.h>

#include <algorithm>

#include "checkpoint/checkpoint_trigger.h"
#include "checkpoint/going_back.h"
#include "checkpoint/query_ids.h"
#include "checkpoint/source_check.h"
#include "service/pipeline/left_offsets.h"
#include "service/pipeline/start_positions.h"

namespace millrace {
namespace {

const SourceConfig& source_of(const RecoveryContext& context, const CommittedPosition& partition) {
  return *std::ranges::find(context.config.sources, partition.source, &SourceConfig::name);
}

// Partitions that the checkpoint does not know. `start_of` says where each begins that nobody has read before.
template <class StartOf>
Result<void> add_partitions(const RecoveryContext& context, const RecoveryFacts& facts, RecoveryTarget& target,
                            const std::vector<CommittedPosition>& partitions, StartOf start_of) {
  std::vector<PartitionPosition> added;
  for (const auto& partition : partitions) {
    const auto* left = left_offset(facts, partition);
    auto position =
        left != nullptr ? left_position(context, *left) : first_position(context, partition, start_of(partition));
    if (!position) return std::unexpected(position.error());
    target.notes.push_back(fmt::format("{}[{}] is {}: reading it from offset {}", partition.topic,
                                       partition.partition.value, left != nullptr ? "back" : "new",
                                       position->next.value));
    added.push_back(std::move(*position));
  }
  auto& positions = target.manifest.positions;
  positions.insert(positions.end(), added.begin(), added.end());
  return {};
}

void drop_removed(const RecoveryFacts& facts, RecoveryTarget& target) {
  for (const auto& source : drop_removed_sources(target.manifest, facts.committed)) {
    target.notes.push_back(
        fmt::format("source {} is gone: it is read no longer, its offsets are left in the group", source));
  }
}

// Or has read it before its source was removed for a while.
bool reads_topic(const Manifest& manifest, const RecoveryFacts& facts, const CommittedPosition& partition) {
  const auto same = [&](const auto& known) {
    return known.source == partition.source && known.topic == partition.topic;
  };
  return std::ranges::any_of(manifest.positions, same) || std::ranges::any_of(facts.left, same);
}

}  // namespace

Result<RecoveryTarget> target_of(const RecoveryContext& context, const RecoveryFacts& facts, const FreshStart& plan) {
  const auto& config = context.config;
  RecoveryTarget target;
  auto& manifest = target.manifest;
  manifest.pipeline = config.name;
  manifest.id = plan.id;
  manifest.trigger = plan.accept_offsets ? kAcceptOffsetsTrigger : kInitialTrigger;
  manifest.shards.resize(config.state.shards);
  manifest.ledger.emplace();
  manifest.topic_ids = facts.topic_ids;
  const auto ids = assign_query_ids(manifest, describe_queries(config));
  manifest.queries = ids.queries;
  manifest.next_query_id = ids.next_query_id;
  for (const auto& found : facts.committed) {
    const auto* left = left_offset(facts, found);
    const auto& partition = left != nullptr ? *left : found;
    auto position = plan.accept_offsets && partition.offset
                        ? accepted_position(context, partition)
                        : first_position(context, partition, source_of(context, partition).start);
    if (!position) return std::unexpected(position.error());
    manifest.positions.push_back(std::move(*position));
  }
  target.notes.push_back(fmt::format("starting with empty state as checkpoint {}", plan.id.value));
  return target;
}

Result<RecoveryTarget> target_of(const RecoveryContext& context, const RecoveryFacts& facts, const Resume& plan) {
  auto manifest = load_manifest(context, plan.name);
  if (!manifest) return std::unexpected(manifest.error());
  const auto added = check_manifest(*manifest, facts.committed, expected_pipeline(context, facts));
  if (!added) return std::unexpected(added.error().error);
  RecoveryTarget target{*manifest, plan.name, {}};
  drop_removed(facts, target);
  // Of a topic that was read before, new partitions came with records that nobody has read.
  auto done = add_partitions(context, facts, target, *added, [&](const CommittedPosition& partition) {
    return reads_topic(*manifest, facts, partition) ? StartAt::kEarliest : source_of(context, partition).start;
  });
  if (!done) return std::unexpected(done.error());
  return target;
}

Result<RecoveryTarget> target_of(const RecoveryContext& context, const RecoveryFacts& facts, const GoBack& plan) {
  const auto load = [&](const CheckpointName& name) { return load_manifest(context, name); };
  if (const auto done = find_carried_out(plan, facts.stored, load)) {
    if (done->name == plan.current) return target_of(context, facts, Resume{done->name});
    return std::unexpected(gone_back_already(plan, done->manifest).error);
  }
  const auto old = find_decided(plan, facts.stored, load);
  if (!old) return std::unexpected(old.error().error);
  const auto added = check_going_back(old->manifest, facts.committed, expected_pipeline(context, facts));
  if (!added) return std::unexpected(added.error().error);
  RecoveryTarget target{old->manifest, std::nullopt, {}};
  drop_removed(facts, target);
  auto done = add_partitions(context, facts, target, *added, [](const auto&) { return StartAt::kEarliest; });
  if (!done) return std::unexpected(done.error());
  target.manifest.parent = to_string(old->name);
  target.manifest.id = plan.as;
  target.manifest.trigger = kFromTrigger;
  target.notes.push_back(
      fmt::format("going back to checkpoint {} as checkpoint {}: what followed it is read again and written again",
                  plan.from.value, plan.as.value));
  return target;
}

}  // namespace millrace
