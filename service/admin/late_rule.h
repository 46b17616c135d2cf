// What makes a record too late for its window, and what would have it taken in.
#pragma once

#include <string>

#include "service/config/config.h"
#include "service/pipeline/status/status_board.h"

namespace millrace {

// Of a query and its source, as the pipeline file has it.
struct LateRule {
  std::string query;
  Millis allowed_lateness{0};
  std::string source;
  Millis max_delay{0};
};

inline bool is_late(const LeftOut& each) { return each.reason == "late"; }

LateRule late_rule(const Config& config, const QueryConfig& query);

// `behind`: how far the watermark was past the ends of the windows of such records, at most.
std::string remedy_of_late(const LateRule& rule, Millis behind);
// To the next second, beyond the first: "900ms", "62s".
std::string in_words(Millis time);

}  // namespace millrace
