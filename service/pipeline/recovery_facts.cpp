#include "service/pipeline/recovery_facts.h"

#include <algorithm>

#include "service/pipeline/left_offsets.h"
#include "service/pipeline/required_topics.h"
#include "service/pipeline/start_positions.h"
#include "service/pipeline/topic_ids.h"

namespace millrace {

Result<RecoveryFacts> ask_facts(const RecoveryContext& context) {
  if (auto topics = require_topics(context); !topics) return std::unexpected(topics.error());
  auto committed = committed_positions(context);
  if (!committed) return std::unexpected(committed.error());
  auto ids = topic_ids(context);
  if (!ids) return std::unexpected(ids.error());
  const auto objects = context.store->list("manifests/");
  if (!objects) return std::unexpected(objects.error());
  RecoveryFacts facts{std::move(*committed), std::move(*ids), {}, {}, {}};
  for (const auto& position : facts.committed) {
    if (const auto name = parse_checkpoint_name(position.metadata))
      facts.newest = std::max(facts.newest, name->incarnation);
  }
  for (const auto& object : *objects) {
    const auto name = name_of_object(object.name);
    if (!name) continue;
    facts.stored.push_back(*name);
    facts.newest = std::max(facts.newest, name->incarnation);
  }
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
