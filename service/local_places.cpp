#include "service/local_places.h"

#include <unistd.h>

#include <system_error>

#include "service/usable_directory.h"
#include "state/file_layer.h"
#include "state/file_store.h"

namespace millrace {
namespace {

Error cannot_be_used(Error error, std::string_view key) {
  error.remedy = to_make_usable(key);
  error.reaction = Reaction::kStop;
  error.stop = StopReason::kConfiguration;
  return error;
}

}  // namespace

Result<void> make_state_directory(const Config& config) {
  const auto made = real_files().create_directories(std::filesystem::absolute(config.state_directory()));
  if (!made) return std::unexpected(cannot_be_used(made.error(), "state.directory"));
  return {};
}

Result<std::unique_ptr<CheckpointStore>> open_checkpoint_store(const Config& config) {
  const auto storage = std::filesystem::absolute(config.checkpoint_directory());
  auto store = open_file_store(storage, real_files());
  if (!store) return std::unexpected(cannot_be_used(store.error(), "checkpoint.storage"));
  if (::access(storage.c_str(), W_OK) != 0) {
    const std::string cause = std::error_code(errno, std::generic_category()).message();
    return std::unexpected(cannot_be_used({"write checkpoints", storage.string(), cause, ""}, "checkpoint.storage"));
  }
  return store;
}

}  // namespace millrace
