#include "service/pipeline/recovery_footing.h"

#include <algorithm>
#include <optional>
#include <system_error>

#include "base/failpoint.h"
#include "checkpoint/query_ids.h"
#include "service/pipeline/shard_recovery.h"
#include "service/pipeline/start_positions.h"
#include "state/random_bits.h"

namespace millrace {
namespace {

// A target that must be committed first takes an incarnation of its own.
Incarnation incarnation_on(const RecoveryFacts& facts, const RecoveryTarget& target) {
  return Incarnation{facts.newest.value + (target.name ? 1 : 2)};
}

void drop_counts_of_removed_queries(Manifest& manifest) {
  if (!manifest.ledger) return;
  std::erase_if(manifest.ledger->queries, [&](const auto& entry) {
    return std::ranges::find(manifest.queries, entry.first, &QueryManifest::id) == manifest.queries.end();
  });
}

}  // namespace

Result<Recovered> stand_on(const RecoveryContext& context, const RecoveryFacts& facts, const RecoveryTarget& target) {
  for (const auto& position : target.manifest.positions) {
    if (auto there = check_still_there(context, position); !there) return std::unexpected(there.error());
  }
  Recovered recovered;
  recovered.incarnation = incarnation_on(facts, target);
  recovered.manifest = target.manifest;
  for (const auto& [topic, id] : facts.topic_ids) recovered.manifest.topic_ids[topic] = id;
  const auto ids = assign_query_ids(recovered.manifest, describe_queries(context.config));
  for (const auto& query : ids.queries) recovered.ids[query.name] = query.id;
  recovered.manifest.queries = ids.queries;
  recovered.manifest.next_query_id = ids.next_query_id;
  drop_counts_of_removed_queries(recovered.manifest);
  if (auto opened = open_shards(context, recovered); !opened) return std::unexpected(opened.error());
  MILLRACE_FAILPOINT("recovery.after_load");
  return recovered;
}

Result<void> try_to_stand_on(const RecoveryContext& context, const RecoveryFacts& facts, const RecoveryTarget& target) {
  RecoveryContext apart = context;
  apart.databases = context.databases / ("trial-" + random_hex(8));
  std::optional<Error> error;
  if (const auto stood = stand_on(apart, facts, target); !stood) error = stood.error();
  std::error_code ignored;
  std::filesystem::remove_all(apart.databases, ignored);
  return error ? Result<void>(std::unexpected(*std::move(error))) : Result<void>();
}

}  // namespace millrace
