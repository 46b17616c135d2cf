// A loaded manifest against the pipeline as it is configured now.
#pragma once

#include <expected>

#include "checkpoint/recovery_plan.h"

namespace millrace {

using Checked = std::expected<void, RefusedRecovery>;

// Refuses (kPlanChanged) state of another pipeline, number of shards, backend or query.
Checked check_pipeline(const Manifest& manifest, const ExpectedPipeline& expected);

}  // namespace millrace
