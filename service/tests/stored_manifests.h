// Manifests as a run would have stored them.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "checkpoint/checkpoint_store.h"
#include "checkpoint/manifest.h"

namespace millrace {

inline Manifest manifest_of(std::uint64_t id, std::int64_t offset) {
  Manifest manifest;
  manifest.pipeline = "orders-per-user";
  manifest.id = CheckpointId{id};
  manifest.incarnation = Incarnation{3};
  manifest.created_ms = 1'700'000'000'000 + static_cast<std::int64_t>(id) * 1000;
  manifest.trigger = id == 0 ? "initial" : "interval";
  manifest.positions.push_back({"orders", "orders", PartitionId{0}, Offset{offset}, event_time(1'700'000'000'000), {}});
  manifest.queries.push_back({"totals", QueryId{0}, "fingerprint", "layout"});
  manifest.next_query_id = 1;
  manifest.shards.resize(1);
  return manifest;
}

inline CheckpointName store_manifest(CheckpointStore& store, const Manifest& manifest) {
  const std::string json = to_json(manifest);
  const CheckpointName name = name_of(manifest, json);
  const std::string_view pieces[] = {json};
  EXPECT_TRUE(store.put(manifest_object(name), pieces));
  return name;
}

}  // namespace millrace
