// `millrace checkpoints list` and `show`.
#include <ostream>

#include "service/checkpoint_list.h"
#include "service/commands.h"
#include "service/config/redaction.h"
#include "service/named_checkpoint.h"

namespace millrace {
namespace {

Result<std::vector<CommittedPosition>> ask_kafka(const Config& config,
                                                 const std::vector<StoredCheckpoint>& checkpoints) {
  auto cluster = connect_kafka({config.kafka, config.name, config.transaction_timeout(), [](int, const auto&) {}});
  if (!cluster) return std::unexpected(cluster.error());
  return committed_of(**cluster, topics_of(config, checkpoints));
}

// What the store of the pipeline holds, or how to exit.
std::expected<std::vector<StoredCheckpoint>, ExitCode> stored_by(const Config& config, std::ostream& err) {
  const auto store = open_existing_store(config);
  auto checkpoints = store ? read_stored_checkpoints(**store) : std::unexpected(store.error());
  if (checkpoints) return std::move(*checkpoints);
  err << "error: " << checkpoints.error().message() << "\n";
  return std::unexpected(ExitCode::kConfiguration);
}

ExitCode list_by_kafka(const Config& config, std::ostream& out, std::ostream& err) {
  const auto before = stored_by(config, err);
  if (!before) return before.error();
  const auto committed = ask_kafka(config, *before);
  if (!committed) {
    err << "error: " << Redaction(config.secrets).apply(committed.error().message()) << "\n";
    return committed.error().stop == StopReason::kNone ? ExitCode::kUnreachable : exit_code_of(committed.error().stop);
  }
  const auto checkpoints = stored_by(config, err);  // again: what Kafka names was stored before it was asked
  if (!checkpoints) return checkpoints.error();
  const auto named = named_among(*checkpoints, *committed);
  out << format_list(*checkpoints, standings_of(*checkpoints, named));
  if (!named) out << "The committed offsets of group " << config.name << " name none of these, or more than one.\n";
  return ExitCode::kOk;
}

}  // namespace

ExitCode list_checkpoints(const ListCheckpointsCommand& command, std::ostream& out, std::ostream& err) {
  const auto config = load_config(command.file, err);
  if (!config) return config.error();
  if (command.connect) return list_by_kafka(*config, out, err);
  const auto checkpoints = stored_by(*config, err);
  if (!checkpoints) return checkpoints.error();
  out << format_list(*checkpoints, standings_of(*checkpoints, std::nullopt));
  return ExitCode::kOk;
}

ExitCode show_checkpoint(const ShowCheckpointCommand& command, std::ostream& out, std::ostream& err) {
  const auto config = load_config(command.file, err);
  if (!config) return config.error();
  const auto checkpoints = stored_by(*config, err);
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
