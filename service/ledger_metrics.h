// The ledger of a committed checkpoint, as metrics.
#pragma once

#include "checkpoint/manifest.h"
#include "metrics/registry.h"

namespace millrace {

// Says nothing of a manifest without a ledger. One thread.
void tell_ledger(const Manifest& manifest, MetricRegistry& registry);

}  // namespace millrace
