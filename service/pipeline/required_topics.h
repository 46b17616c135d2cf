// The topics that the pipeline reads and writes.
#pragma once

#include "service/pipeline/recovery.h"

namespace millrace {

// Those that queries write to are there, at the start: a window may close long afterwards. And this user may read and
// write where it has to: else a denial shows only as transactions that abort for ever. Missing, hidden or denied:
// kStop, kConfiguration.
Result<void> require_topics(const RecoveryContext& context);

}  // namespace millrace
