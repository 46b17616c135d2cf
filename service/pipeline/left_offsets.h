// A source that was removed from the file leaves its offsets in the group, under the name of the last checkpoint that
// has read it. When it is back, they contradict the others' name, which is that of a later checkpoint.
#pragma once

#include "service/pipeline/recovery_facts.h"

namespace millrace {

// Moves them to facts.left: offsets of topics that the newest checkpoint named by Kafka has not read. Where that one is
// not stored or damaged, nothing is known of them and nothing is moved.
Result<void> set_left_offsets_aside(const RecoveryContext& context, RecoveryFacts& facts);

// What was left of a partition; null: nothing.
const CommittedPosition* left_offset(const RecoveryFacts& facts, const CommittedPosition& partition);

}  // namespace millrace
