// A whole run of one pipeline: recover, work, recover again, until something says stop.
#pragma once

#include <optional>

#include "base/ids.h"
#include "service/config/config.h"
#include "service/exit_code.h"

namespace millrace {

// What the command line orders beyond the pipeline file. `yes` has been given, or asked for and answered, when either
// of the others is set.
struct RunOptions {
  std::optional<CheckpointId> from;  // go back to this retained checkpoint
  bool accept_offsets = false;       // start empty at offsets that an operator has set on purpose
  bool yes = false;
};

// Blocks until the pipeline has ended. Logging is set up before. `config` outlives the call.
ExitCode run_pipeline(const Config& config, const RunOptions& options);

}  // namespace millrace
