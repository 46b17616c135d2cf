#include "service/pipeline/first_commit.h"

#include "base/failpoint.h"

namespace millrace {

Result<CheckpointName> commit_first(const RecoveryContext& context, RecoveryFacts& facts, Manifest manifest) {
  manifest.incarnation = facts.newest = Incarnation{facts.newest.value + 1};
  manifest.created_ms = context.clock.wall().time_since_epoch().count();
  const auto json = to_json(manifest);
  const auto name = name_of(manifest, json);
  const std::string_view piece = json;
  if (auto put = context.store->put(manifest_object(name), {&piece, 1}); !put) return std::unexpected(put.error());
  facts.stored.push_back(name);

  std::vector<OffsetToCommit> offsets;
  for (const auto& p : manifest.positions) offsets.push_back({{p.topic, p.partition}, p.next, to_string(name)});
  auto& transaction = context.transaction;
  if (auto sent = transaction.prepare(offsets, context.keep_trying); !sent) return std::unexpected(sent.error());
  MILLRACE_FAILPOINT("checkpoint0.before_commit");
  if (auto done = transaction.decide(context.keep_trying); !done) return std::unexpected(done.error());
  auto renewed = transaction.renew_if_needed(context.keep_trying);
  if (!renewed) return std::unexpected(renewed.error());
  return name;
}

}  // namespace millrace
