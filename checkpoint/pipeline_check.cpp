#include "checkpoint/pipeline_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/counted.h"
#include "checkpoint/refusal.h"

namespace millrace {
namespace {

RefusedRecovery changed(const Manifest& manifest, std::string cause, std::string remedy) {
  return refuse(Refusal::kPlanChanged, object_of(manifest), std::move(cause), std::move(remedy));
}

Checked check_shape(const Manifest& manifest, const ExpectedPipeline& expected) {
  if (manifest.pipeline != expected.pipeline) {
    return std::unexpected(changed(
        manifest, fmt::format("it belongs to pipeline '{}', this one is '{}'", manifest.pipeline, expected.pipeline),
        "Give every pipeline a checkpoint.storage of its own"));
  }
  if (manifest.shards.size() != expected.shards) {
    return std::unexpected(changed(
        manifest,
        fmt::format("its state has {}, state.shards is {}", counted(manifest.shards.size(), "shard"), expected.shards),
        fmt::format("Set state.shards: {}. Or {}", manifest.shards.size(), accept_remedy())));
  }
  for (const auto& shard : manifest.shards) {
    if (!shard.base || shard.base->backend == expected.backend) continue;
    return std::unexpected(changed(manifest,
                                   fmt::format("its state was stored by the backend '{}', which '{}' cannot open",
                                               shard.base->backend, expected.backend),
                                   fmt::format("Set state.backend: {}. Or {}", shard.base->backend, accept_remedy())));
  }
  return {};
}

Checked check_queries(const Manifest& manifest, const ExpectedPipeline& expected) {
  std::size_t added = 0;
  for (const auto& query : expected.queries) {
    const auto known = std::ranges::find(manifest.queries, query.name, &QueryManifest::name);
    if (known == manifest.queries.end()) {
      ++added;
      continue;
    }
    if (known->fingerprint == query.fingerprint && known->layout == query.layout) continue;
    const bool plan_differs = known->fingerprint != query.fingerprint;
    const auto& was = plan_differs ? known->fingerprint : known->layout;
    const auto& is = plan_differs ? query.fingerprint : query.layout;
    return std::unexpected(changed(
        manifest,
        fmt::format("query '{}' was changed since its state was stored: stored is '{}', the file asks for '{}'",
                    query.name, was, is),
        fmt::format("Undo the change. Or give the changed query another name: it starts empty at the committed offsets "
                    "and the state of '{}' is dropped. Or {}",
                    query.name, accept_remedy())));
  }
  if (added > std::size_t{UINT16_MAX} - manifest.next_query_id) {
    return std::unexpected(changed(manifest, "no query id is left for an added query, and none is ever used again",
                                   "To begin anew, " + accept_remedy()));
  }
  return {};
}

}  // namespace

Checked check_pipeline(const Manifest& manifest, const ExpectedPipeline& expected) {
  auto shape = check_shape(manifest, expected);
  return shape ? check_queries(manifest, expected) : shape;
}

}  // namespace millrace
