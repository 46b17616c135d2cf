// What a plan means: the one manifest to stand on. Nothing is changed by finding it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "service/pipeline/recovery_facts.h"

namespace millrace {

struct RecoveryTarget {
  Manifest manifest;                   // positions: all partitions, new ones included
  std::optional<CheckpointName> name;  // none: it must be committed first
  std::vector<std::string> notes;      // for people, once it is carried out
};

// A checkpoint with empty state where reading begins.
Result<RecoveryTarget> target_of(const RecoveryContext& context, const RecoveryFacts& facts, const FreshStart& plan);
Result<RecoveryTarget> target_of(const RecoveryContext& context, const RecoveryFacts& facts, const Resume& plan);
// An order is carried out once: right after it this resumes, later it is refused.
Result<RecoveryTarget> target_of(const RecoveryContext& context, const RecoveryFacts& facts, const GoBack& plan);

}  // namespace millrace
