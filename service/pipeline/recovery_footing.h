// Whether a run can stand on a target: tried whole before anything is committed.
#pragma once

#include "service/pipeline/recovery_target.h"

namespace millrace {

// The records are still there and still the same, and the state of every shard is opened. Left for later: the name
// and the decided path. Changes nothing but local databases.
Result<Recovered> stand_on(const RecoveryContext& context, const RecoveryFacts& facts, const RecoveryTarget& target);

// The same, and let go at once: in a directory of its own, removed again, so that databases in use are left alone.
Result<void> try_to_stand_on(const RecoveryContext& context, const RecoveryFacts& facts, const RecoveryTarget& target);

}  // namespace millrace
