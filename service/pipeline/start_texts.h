// Where reading begins, in words for an operator who has accepted it.
#pragma once

#include <string>
#include <vector>

#include "checkpoint/manifest.h"
#include "checkpoint/recovery_plan.h"

namespace millrace {

// One line a partition, up to 16 of them, and one for the rest: the offset, and why it is not the committed one.
std::vector<std::string> where_reading_begins(const std::vector<PartitionPosition>& positions,
                                              const std::vector<CommittedPosition>& committed);

}  // namespace millrace
