// What a refusal over damaged files offers: only what has been tried.
#pragma once

#include <string>

#include "service/pipeline/recovery_facts.h"

namespace millrace {

// The commands out of it, in words that belong after the refusal: going back to the newest checkpoint that a run can
// stand on, and starting with empty state.
Result<std::string> ways_out(const RecoveryContext& context, const RecoveryFacts& facts);

}  // namespace millrace
