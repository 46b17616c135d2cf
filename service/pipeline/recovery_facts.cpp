#include "service/pipeline/recovery_facts.h"

#include <algorithm>

#include "service/pipeline/left_offsets.h"
#include "service/pipeline/required_topics.h"
#include "service/pipeline/start_positions.h"
#include "service/pipeline/topic_ids.h"

namespace millrace {

namespace {

Incarnation newest_incarnation(const RecoveryFacts& facts) {
  Incarnation newest{0};
  for (const auto& name : facts.stored) newest = std::max(newest, name.incarnation);
  for (const auto& position : facts.naming()) {
    if (const auto name = parse_checkpoint_name(position.metadata)) newest = std::max(newest, name->incarnation);
  }
  return newest;
}

}  // namespace

std::vector<CommittedPosition> RecoveryFacts::naming() const {
  auto all = committed;
  all.insert(all.end(), removed.begin(), removed.end());
  return all;
}

Result<RecoveryFacts> ask_facts(const RecoveryContext& context) {
  if (auto topics = require_topics(context); !topics) return std::unexpected(topics.error());
  auto committed = committed_positions(context);
  if (!committed) return std::unexpected(committed.error());
  auto ids = topic_ids(context);
  if (!ids) return std::unexpected(ids.error());
  const auto objects = context.store->list("manifests/");
  if (!objects) return std::unexpected(objects.error());
  RecoveryFacts facts{.committed = std::move(*committed), .topic_ids = std::move(*ids), .stored = {}};
  for (const auto& object : *objects) {
    if (const auto name = name_of_object(object.name)) facts.stored.push_back(*name);
  }
  auto removed = ask_for_removed(context, facts);
  if (!removed) return std::unexpected(removed.error());
  facts.removed = std::move(*removed);
  facts.newest = newest_incarnation(facts);
  if (auto aside = set_left_offsets_aside(context, facts); !aside) return std::unexpected(aside.error());
  return facts;
}

Result<Manifest> load_manifest(const RecoveryContext& context, const CheckpointName& name) {
  const auto json = context.store->get(manifest_object(name));
  if (!json) return std::unexpected(json.error());
  return parse_manifest(*json, name);
}

ExpectedPipeline expected_pipeline(const RecoveryContext& context, const RecoveryFacts& facts) {
  const auto& config = context.config;
  return {config.name,     config.state.shards,       config.state.backend, describe_queries(config),
          facts.topic_ids, config.bootstrap_servers()};
}

}  // namespace millrace
