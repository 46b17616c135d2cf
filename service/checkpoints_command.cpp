// `millrace checkpoints list` and `show`.
#include <ostream>

#include "checkpoint/recovery_plan.h"
#include "service/asking.h"
#include "service/checkpoint_list.h"
#include "service/commands.h"
#include "service/config/redaction.h"

namespace millrace {
namespace {

constexpr int kAttempts = 15;

// What the store of the pipeline holds, or how to exit.
std::expected<std::vector<StoredCheckpoint>, ExitCode> stored_by(const Config& config, std::ostream& err) {
  const auto store = open_existing_store(config);
  auto checkpoints = store ? read_stored_checkpoints(**store) : std::unexpected(store.error());
  if (checkpoints) return std::move(*checkpoints);
  err << "error: " << checkpoints.error().message() << "\n";
  return std::unexpected(ExitCode::kConfiguration);
}

// The names that Kafka holds, asked for before the store is: what it names then was stored before.
Result<std::vector<CommittedPosition>> ask_kafka(const Config& config) {
  std::vector<CommittedPosition> committed;
  auto cluster = connect_kafka({config.kafka, config.name, config.transaction_timeout(), [](int, const auto&) {}});
  if (!cluster) return std::unexpected(cluster.error());
  for (const SourceConfig& source : config.sources) {
    const auto count = ask(kAttempts, [&] { return (*cluster)->partitions(source.topic, kSlice); });
    if (!count) return std::unexpected(count.error());
    std::vector<TopicPartition> partitions;
    for (std::uint32_t i = 0; i < count->value_or(0); ++i)
      partitions.push_back({source.topic, PartitionId{static_cast<std::int32_t>(i)}});
    const auto answer = ask(kAttempts, [&] { return (*cluster)->committed(partitions, kSlice); });
    if (!answer) return std::unexpected(answer.error());
    for (const CommittedOffset& offset : *answer) {
      committed.push_back(
          {source.name, offset.partition.topic, offset.partition.partition, offset.offset, offset.metadata});
    }
  }
  return committed;
}

std::vector<CheckpointName> names_of(const std::vector<StoredCheckpoint>& checkpoints) {
  std::vector<CheckpointName> names;
  for (const StoredCheckpoint& checkpoint : checkpoints) names.push_back(checkpoint.name);
  return names;
}

ExitCode list_by_kafka(const Config& config, std::ostream& out, std::ostream& err) {
  const auto committed = ask_kafka(config);
  if (!committed) {
    err << "error: " << Redaction(config.secrets).apply(committed.error().message()) << "\n";
    return committed.error().stop == StopReason::kNone ? ExitCode::kUnreachable : exit_code_of(committed.error().stop);
  }
  const auto checkpoints = stored_by(config, err);
  if (!checkpoints) return checkpoints.error();
  const auto named = named_by_kafka(*committed, names_of(*checkpoints));
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
