// Which topics are really behind the sources' names.
#pragma once

#include "service/pipeline/recovery.h"

namespace millrace {

// The ids of all topics read. Where the broker tells none (it is older than 2.8, or denies it), recovery goes on
// without: a topic that was made again then shows by its last consumed record only, and people are told so once. An
// error only where nobody waits for the answer any more.
Result<TopicIds> topic_ids(const RecoveryContext& context);

}  // namespace millrace
