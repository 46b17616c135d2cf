// A few entries of what one shard held at a checkpoint, for people who look while the shard goes on.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/checkpoint_store.h"
#include "checkpoint/manifest.h"
#include "state/shard_store.h"

namespace millrace {

struct LookUp {
  QueryId query;
  std::optional<std::string> key{};  // of this one only
  std::string after{};               // a whole key (state/entry_key.h): what comes after it; "": from the first
  std::size_t most = 1;              // entries
};

struct FoundEntry {
  std::string key;  // whole
  std::string accumulators;
};

// By (pane end, key), ascending. `manifest` is a decided checkpoint's; kRetry: the store has gone on to a newer one, or
// a file is no longer there, so ask again with that. Any thread; takes memory and time for the deltas that the local
// store does not hold yet.
Result<std::vector<FoundEntry>> look_up(const ShardStore& local, const CheckpointStore& store,
                                        const ShardManifest& manifest, const LookUp& wanted);

}  // namespace millrace
