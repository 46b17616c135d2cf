// Opens the state of every shard at exactly the recovered checkpoint.
#pragma once

#include "service/pipeline/recovery.h"

namespace millrace {

// Fills recovered.states and recovered.stores by recovered.manifest, all shards at once.
Result<void> open_shards(const RecoveryContext& context, Recovered& recovered);

}  // namespace millrace
