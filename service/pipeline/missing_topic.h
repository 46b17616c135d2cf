// A source's topic that is not there: it never was, or its records are gone.
#pragma once

#include "service/pipeline/recovery.h"

namespace millrace {

// kConfiguration: nothing was read from it yet, so creating it settles all. kRefused: the newest stored checkpoint has
// read it, and state made of its records is kept; the same as where it is deleted under a run.
Error missing_topic(const RecoveryContext& context, const SourceConfig& source);

}  // namespace millrace
