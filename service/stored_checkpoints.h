// What a pipeline's checkpoint store holds, for people who look at it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "checkpoint/checkpoint_store.h"
#include "checkpoint/manifest.h"
#include "service/config/config.h"

namespace millrace {

struct StoredCheckpoint {
  CheckpointName name;
  Result<Manifest> manifest;  // an error: the file is damaged, or not readable
};

// Newest first. Manifests only; the files they name are not looked at.
Result<std::vector<StoredCheckpoint>> read_stored_checkpoints(const CheckpointStore& store);

// Opens nothing that is not there: a mistyped directory is not created by looking. An error's cause says so.
Result<std::unique_ptr<CheckpointStore>> open_existing_store(const Config& config);

std::string bytes_text(std::uint64_t bytes);                    // "16.0 KiB"
std::string utc_text(std::int64_t epoch_millis);                // "2025-11-21 04:30:00Z"
std::string partition_text(const PartitionPosition& position);  // "orders[3]"
// Everything about one.
std::string format_details(const StoredCheckpoint& checkpoint);
// What `run --from` this checkpoint would do, compared with the newest one stored.
std::string format_going_back(const StoredCheckpoint& target, const StoredCheckpoint& newest);
// What `run --accept-offsets` would do; nullptr: the store holds no checkpoint.
std::string format_accepting_offsets(const Config& config, const StoredCheckpoint* newest);

}  // namespace millrace
