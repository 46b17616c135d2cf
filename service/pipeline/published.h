// What the world is told when a checkpoint has been decided.
#pragma once

#include "checkpoint/coordinator.h"
#include "service/pipeline/instruments.h"
#include "service/pipeline/run_context.h"

namespace millrace {

// Once for each decided checkpoint, on the decider's thread.
void tell_published(RunContext& run, const Publish& published, const CheckpointTimes& times, Instruments& instruments);

}  // namespace millrace
