#include "service/exit_code.h"

#include <array>

namespace millrace {
namespace {

constexpr std::array<ExitCodeMeaning, 13> kMeanings = {{
    {ExitCode::kOk, "ok", "Done; a run ended by a signal has committed its last checkpoint, if it had begun at all."},
    {ExitCode::kInternal, "internal", "A bug in Millrace. Please report it with the log."},
    {ExitCode::kUsage, "usage",
     "The command line is wrong; see --help. Or an order lacks --yes: it only said what it would do."},
    {ExitCode::kConfiguration, "configuration",
     "The pipeline file, or what the cluster allows, makes a run impossible. Fix what the message names."},
    {ExitCode::kFenced, "fenced",
     "Another instance with this pipeline's name took over. Nothing this one wrote afterwards is visible. Let one "
     "run."},
    {ExitCode::kRefused, "refused",
     "What Kafka and the checkpoint store hold cannot be recovered exactly. The message names the ways out."},
    {ExitCode::kPoison, "poison",
     "A record cannot be read and on_error is fail. A restart meets it again: fix the record or skip it."},
    {ExitCode::kStateLimit, "state-limit", "The live state does not fit state.memory. Raise it."},
    {ExitCode::kLastCheckpointFailed, "last-checkpoint-failed",
     "Asked to stop, but no last checkpoint was taken, or Kafka did not say whether it was. The next start repeats the "
     "work since the last one that Kafka committed."},
    {ExitCode::kRestartsExhausted, "restarts-exhausted",
     "A fault, and the restart strategy allows no further attempt in this process."},
    {ExitCode::kUnreachable, "unreachable",
     "check --connect or doctor could not reach the cluster, or checkpoint, why or healthcheck the running service."},
    {ExitCode::kCheckpointFailed, "checkpoint-failed",
     "The checkpoint that was asked for failed, or was not decided in time. The message says why."},
    {ExitCode::kUnhealthy, "unhealthy", "healthcheck: the service answers, and says that it is not well."},
}};

}  // namespace

std::span<const ExitCodeMeaning> exit_codes() { return kMeanings; }

ExitCode exit_code_of(StopReason reason) {
  switch (reason) {
    case StopReason::kNone:
      return ExitCode::kInternal;
    case StopReason::kConfiguration:
      return ExitCode::kConfiguration;
    case StopReason::kFenced:
      return ExitCode::kFenced;
    case StopReason::kRefused:
      return ExitCode::kRefused;
    case StopReason::kPoison:
      return ExitCode::kPoison;
    case StopReason::kStateLimit:
      return ExitCode::kStateLimit;
  }
  return ExitCode::kInternal;
}

}  // namespace millrace
