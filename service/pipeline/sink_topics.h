// The topics that queries write to.
#pragma once

#include "service/pipeline/recovery.h"

namespace millrace {

// Every one is there, at the start: a window may close long afterwards. Missing, or hidden from this user: kStop,
// kConfiguration.
Result<void> require_sink_topics(const RecoveryContext& context);

}  // namespace millrace
