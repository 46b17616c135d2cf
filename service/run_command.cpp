// `millrace run`.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <ostream>

#include "service/commands.h"
#include "service/config/redaction.h"
#include "service/rehearsal.h"
#include "service/stored_checkpoints.h"

namespace millrace {
namespace {

// What --from or --accept-offsets would do, to be read before --yes is added.
Result<std::string> consequences(const Config& config, const RunOptions& options) {
  const auto store = open_existing_store(config);
  if (!store && options.from) return std::unexpected(store.error());
  const auto stored = store ? read_stored_checkpoints(**store) : std::vector<StoredCheckpoint>{};
  if (!stored) return std::unexpected(stored.error());
  const StoredCheckpoint* newest = stored->empty() ? nullptr : &stored->front();
  if (!options.from) return format_accepting_offsets(config, newest);
  const auto is_it = [&](const StoredCheckpoint& checkpoint) { return checkpoint.name.id == *options.from; };
  const auto target = std::ranges::find_if(*stored, is_it);
  if (target != stored->end()) return format_going_back(*target, *newest);
  return std::unexpected(Error{"go back to checkpoint " + std::to_string(options.from->value), (*store)->describe(),
                               "it is not stored", "'millrace checkpoints list' shows those that are", Reaction::kStop,
                               StopReason::kRefused});
}

// Without a store there is nothing to try.
Result<void> try_it(const Config& config, const RunOptions& options, std::ostream& out) {
  auto store = open_existing_store(config);
  const Redaction redaction(config.secrets);
  const auto tell = [&](const std::string& line) { out << "  " << redaction.apply(line) << "\n"; };
  return store ? rehearse_run(config, options, *std::move(store), tell) : Result<void>();
}

ExitCode ask_for_yes(const Config& config, const RunOptions& options, std::ostream& err) {
  const auto text = consequences(config, options);
  if (!text) {
    err << "error: " << text.error().message() << "\n";
    return exit_code_of(text.error().stop);
  }
  err << *text;
  const auto tried = try_it(config, options, err);
  const Redaction redaction(config.secrets);
  if (tried || tried.error().stop == StopReason::kNone) {
    if (!tried) err << "Whether it can be done is not known: " << redaction.apply(tried.error().message()) << "\n";
    err << "Nothing was done. Add --yes to do it.\n";
    return ExitCode::kUsage;
  }
  err << "error: it would be refused: " << redaction.apply(tried.error().message()) << "\nNothing was done.\n";
  return exit_code_of(tried.error().stop);
}

}  // namespace

ExitCode run(const RunCommand& command, std::ostream& err) {
  const auto config = load_config(command.file, err, NamedFiles::kRead);
  if (!config) return config.error();
  const bool needs_yes = command.options.from || command.options.accept_offsets;
  if (needs_yes && !command.options.yes) return ask_for_yes(*config, command.options, err);
  start_logging(command.log, Redaction(config->secrets));
  for (const std::string& note : config->notes()) spdlog::warn("{}", note);
  const ExitCode code = run_pipeline(*config, command.options);
  spdlog::shutdown();
  return code;
}

}  // namespace millrace
