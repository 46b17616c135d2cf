// Query ids go by name, live in the manifest, and are never used again for another query.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/manifest.h"

namespace millrace {

struct QueryIds {
  std::vector<QueryManifest> queries;  // as configured, with ids: what this run's manifests say
  std::uint16_t next_query_id = 0;     // above every id ever given out
  std::vector<std::string> added;      // start empty, at the committed offsets
  std::vector<std::string> removed;    // their state is dropped; configured again, they are new queries
};

// `configured`: ids are ignored. check_manifest has refused what cannot go together (changed fingerprints, no id left).
QueryIds assign_query_ids(const Manifest& manifest, const std::vector<QueryManifest>& configured);

}  // namespace millrace
