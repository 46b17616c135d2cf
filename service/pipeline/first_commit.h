// Commits offsets and nothing else under a checkpoint's name: checkpoint 0, going back, accepted offsets.
#pragma once

#include "service/pipeline/recovery_facts.h"

namespace millrace {

// Stores `manifest` under a new incarnation, commits its offsets, and adds its name to the facts.
Result<CheckpointName> commit_first(const RecoveryContext& context, RecoveryFacts& facts, Manifest manifest);

}  // namespace millrace
