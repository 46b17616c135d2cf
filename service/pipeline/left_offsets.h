// Sources that were removed from the file, and those that are back. Each leaves its offsets in the group, under the
// name of the last checkpoint that has read it; the newest of those names is the one that Kafka decided on.
#pragma once

#include "service/pipeline/recovery_facts.h"

namespace millrace {

// What the group holds of topics that are not in the file, where that names a newer checkpoint than the file's own
// topics do: without it a start would go back, in silence, to where the sources of this file were read last. Which
// topics there are tell the stored manifests that are newer. Empty: nothing newer is named.
Result<std::vector<CommittedPosition>> ask_for_removed(const RecoveryContext& context, const RecoveryFacts& facts);

// Moves to facts.left: offsets of topics that the newest checkpoint named by Kafka has not read. Where that one is not
// stored or damaged, nothing is known of them and nothing is moved.
Result<void> set_left_offsets_aside(const RecoveryContext& context, RecoveryFacts& facts);

// What was left of a partition; null: nothing.
const CommittedPosition* left_offset(const RecoveryFacts& facts, const CommittedPosition& partition);

}  // namespace millrace
