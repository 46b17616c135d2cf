// `millrace checkpoints list` and `show`.
#include <ostream>

#include "service/commands.h"
#include "service/stored_checkpoints.h"

namespace millrace {
namespace {

// What the store of the file's pipeline holds, or how to exit.
std::expected<std::vector<StoredCheckpoint>, ExitCode> stored_by(const std::filesystem::path& file, std::ostream& err) {
  const auto config = load_config(file, err);
  if (!config) return std::unexpected(config.error());
  const auto store = open_existing_store(*config);
  auto checkpoints = store ? read_stored_checkpoints(**store) : std::unexpected(store.error());
  if (checkpoints) return std::move(*checkpoints);
  err << "error: " << checkpoints.error().message() << "\n";
  return std::unexpected(ExitCode::kConfiguration);
}

}  // namespace

ExitCode list_checkpoints(const ListCheckpointsCommand& command, std::ostream& out, std::ostream& err) {
  const auto checkpoints = stored_by(command.file, err);
  if (!checkpoints) return checkpoints.error();
  out << format_list(*checkpoints);
  return ExitCode::kOk;
}

ExitCode show_checkpoint(const ShowCheckpointCommand& command, std::ostream& out, std::ostream& err) {
  const auto checkpoints = stored_by(command.file, err);
  if (!checkpoints) return checkpoints.error();
  bool found = false;
  for (const StoredCheckpoint& checkpoint : *checkpoints) {  // an aborted one and its successor may share a number
    if (checkpoint.name.id != command.id) continue;
    out << format_details(checkpoint);
    found = true;
  }
  if (found) return ExitCode::kOk;
  err << "error: checkpoint " << command.id.value
      << " is not stored; 'millrace checkpoints list' shows those that are\n";
  return ExitCode::kUsage;
}

}  // namespace millrace
