#include "checkpoint/query_ids.h"

#include <algorithm>
#include <stdexcept>

namespace millrace {

QueryIds assign_query_ids(const Manifest& manifest, const std::vector<QueryManifest>& configured) {
  QueryIds ids;
  ids.next_query_id = manifest.next_query_id;
  for (QueryManifest query : configured) {
    const auto known = std::ranges::find(manifest.queries, query.name, &QueryManifest::name);
    if (known != manifest.queries.end()) {
      query.id = known->id;
    } else {
      if (ids.next_query_id == UINT16_MAX) throw std::length_error("no query id is left");
      query.id = QueryId{ids.next_query_id++};
      ids.added.push_back(query.name);
    }
    ids.queries.push_back(std::move(query));
  }
  for (const auto& query : manifest.queries) {
    const bool stays = std::ranges::find(configured, query.name, &QueryManifest::name) != configured.end();
    if (!stays) ids.removed.push_back(query.name);
  }
  return ids;
}

}  // namespace millrace
