// The hot path's counters, brought into the registry.
#pragma once

#include "base/time.h"
#include "metrics/registry.h"
#include "service/config/config.h"
#include "service/pipeline/counters.h"

namespace millrace {

// One call at a time.
void export_counters(const Config& config, const Counters& counters, const Clock& clock, MetricRegistry& registry);

}  // namespace millrace
