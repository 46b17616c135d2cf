#include "service/pipeline/recovery.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "base/failpoint.h"
#include "checkpoint/decided_path.h"
#include "checkpoint/query_ids.h"
#include "service/pipeline/start_positions.h"

namespace millrace {
namespace {

using Positions = std::vector<CommittedPosition>;

// A manifest and the name that Kafka knows it by.
struct Named {
  CheckpointName name;
  Manifest manifest;
};

Result<std::vector<CheckpointName>> stored_names(const CheckpointStore& store) {
  const auto objects = store.list("manifests/");
  if (!objects) return std::unexpected(objects.error());
  std::vector<CheckpointName> names;
  for (const auto& object : *objects) {
    if (auto name = name_of_object(object.name)) names.push_back(*name);
  }
  return names;
}

Result<Named> load(const CheckpointStore& store, const CheckpointName& name) {
  const auto object = manifest_object(name);
  const auto json = store.get(object);
  if (!json) return std::unexpected(json.error());
  auto manifest = parse_manifest(*json, object);
  if (!manifest) return std::unexpected(manifest.error());
  if (const auto found = name_of(*manifest, *json); found != name) {
    return std::unexpected(Error{"load checkpoint " + to_string(name), store.describe() + "/" + object,
                                 "the file's content is that of " + to_string(found),
                                 "Restore the file, or go back: millrace run -c FILE --from ID --yes", Reaction::kStop,
                                 StopReason::kRefused});
  }
  return Named{name, std::move(*manifest)};
}

Result<Named> store_manifest(const RecoveryContext& context, Manifest manifest) {
  manifest.created_ms = context.clock.wall().time_since_epoch().count();
  const auto json = to_json(manifest);
  const auto name = name_of(manifest, json);
  const std::string_view piece = json;
  if (auto put = context.store.put(manifest_object(name), {&piece, 1}); !put) return std::unexpected(put.error());
  return Named{name, std::move(manifest)};
}

// Commits offsets and nothing else under a checkpoint's name: checkpoint 0, going back, accepted offsets.
Result<void> commit_name(const RecoveryContext& context, const Named& checkpoint) {
  std::vector<OffsetToCommit> offsets;
  for (const auto& p : checkpoint.manifest.positions)
    offsets.push_back({{p.topic, p.partition}, p.next, to_string(checkpoint.name)});
  if (auto prepared = context.transaction.prepare(offsets, context.keep_trying); !prepared) return prepared;
  MILLRACE_FAILPOINT("checkpoint0.before_commit");
  return context.transaction.decide(context.keep_trying);
}

// A checkpoint with empty state where reading begins.
Result<Named> make_fresh(const RecoveryContext& context, const FreshStart& plan, const Positions& committed) {
  Manifest manifest;
  manifest.pipeline = context.config.name;
  manifest.id = plan.id;
  manifest.incarnation = Incarnation{1};
  manifest.trigger = plan.accept_offsets ? "accept-offsets" : "initial";
  manifest.shards.resize(context.config.state.shards);
  manifest.queries = assign_query_ids(manifest, describe_queries(context.config)).queries;
  for (const auto& query : manifest.queries)
    manifest.next_query_id = std::max<std::uint16_t>(manifest.next_query_id, query.id.value + 1U);
  for (const auto& partition : committed) {
    const auto& source = *std::ranges::find(context.config.sources, partition.source, &SourceConfig::name);
    auto position = first_position(context, partition, source.start);
    if (!position) return std::unexpected(position.error());
    if (plan.accept_offsets && partition.offset) position->next = *partition.offset;
    manifest.positions.push_back(std::move(*position));
  }
  context.tell(fmt::format("starting with empty state as checkpoint {}", plan.id.value));
  return store_manifest(context, std::move(manifest));
}

// The decided checkpoint with this id: on the parent path of what Kafka names, not merely stored.
Result<Named> make_going_back(const RecoveryContext& context, const GoBack& plan) {
  auto old = load(context.store, plan.from);
  if (!old) return old;
  auto manifest = old->manifest;
  manifest.parent = to_string(plan.from);
  manifest.id = plan.as;
  manifest.incarnation = Incarnation{manifest.incarnation.value + 1};
  manifest.trigger = "from";
  context.tell(fmt::format("going back to checkpoint {} as checkpoint {}: what followed it is made again and written "
                           "again", plan.from.id.value, plan.as.value));
  return store_manifest(context, std::move(manifest));
}

}  // namespace

}  // namespace millrace
