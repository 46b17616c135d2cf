// What a refusal offers: the commands out of it, in words that belong after "Or ".
#pragma once

#include <string>

#include "service/pipeline/recovery_facts.h"

namespace millrace {

// Over damaged files: going back to the newest checkpoint that a run can stand on, tried whole, and starting with empty
// state.
Result<std::string> ways_out(const RecoveryContext& context, const RecoveryFacts& facts);

// Where Kafka names no stored checkpoint: going back to the newest that is known to have been committed, judged by the
// manifests alone, and starting with empty state.
Result<std::string> ways_back(const RecoveryContext& context, const RecoveryFacts& facts);

// A remedy and one of the ways in one text.
std::string with_way(const std::string& remedy, std::string way);

}  // namespace millrace
