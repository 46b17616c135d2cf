// A loaded manifest against the pipeline as it is configured now.
#pragma once

#include <expected>

#include "checkpoint/recovery_plan.h"

namespace millrace {

using Checked = std::expected<void, RefusedRecovery>;

// Refuses (kPlanChanged) state of another pipeline, number of shards, backend or query.
Checked check_pipeline(const Manifest& manifest, const ExpectedPipeline& expected);

// Refuses a manifest that has read another topic for one of the sources than the file names now (kPartitionLost), or
// one of that name that was deleted and made again since (kTopicMadeAgain).
Checked check_same_topics(const Manifest& manifest, const std::vector<CommittedPosition>& committed,
                          const ExpectedPipeline& expected);

}  // namespace millrace
