#include "service/stored_checkpoints.h"

#include <algorithm>
#include <functional>

#include "base/right_to_read.h"
#include "state/file_store.h"

namespace millrace {

Result<std::vector<StoredCheckpoint>> read_stored_checkpoints(const CheckpointStore& store) {
  const auto objects = store.list("manifests/");
  if (!objects) return std::unexpected(objects.error());
  std::vector<StoredCheckpoint> checkpoints;
  for (const StoredObject& object : *objects) {
    const auto name = name_of_object(object.name);
    if (!name) continue;
    const auto json = store.get(object.name);
    checkpoints.push_back({*name, json ? parse_manifest(*json, *name) : std::unexpected(json.error())});
  }
  std::ranges::sort(checkpoints, std::ranges::greater{}, &StoredCheckpoint::name);
  return checkpoints;
}

Result<std::unique_ptr<CheckpointStore>> open_existing_store(const Config& config) {
  const std::filesystem::path directory = config.checkpoint_directory();
  std::error_code error;
  if (std::filesystem::is_directory(directory, error)) return open_file_store(directory, real_files());
  const std::string never_run = "Either '" + config.name +
                                "' has never run with this checkpoint.storage, or the path is "
                                "relative and this is another working directory";
  return std::unexpected(
      Error{"look at checkpoints", directory.string(), error ? error.message() : "it is not a directory",
            remedy_for_unread(error.value(), never_run), Reaction::kStop, StopReason::kConfiguration});
}

}  // namespace millrace
