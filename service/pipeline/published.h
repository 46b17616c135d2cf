// What the world is told when a checkpoint has been decided.
#pragma once

#include "checkpoint/manifest.h"
#include "service/pipeline/instruments.h"
#include "service/pipeline/run_context.h"

namespace millrace {

// Once for each decided checkpoint, on the decider's thread.
void tell_published(RunContext& run, const Manifest& manifest, const CheckpointTimes& times, Instruments& instruments);

}  // namespace millrace
