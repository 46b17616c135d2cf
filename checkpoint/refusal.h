// The words of a refused recovery: found, expected, and the commands that settle it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/recovery_plan.h"

namespace millrace {

inline constexpr std::string_view kListCommand = "millrace checkpoints list -c FILE";
inline constexpr std::string_view kAcceptCommand = "millrace run -c FILE --accept-offsets --yes";
std::string from_command(CheckpointId id);  // "millrace run -c FILE --from 41 --yes"

RefusedRecovery refuse(Refusal reason, std::string object, std::string cause, std::string remedy);

// "checkpoint 41"
std::string object_of(const Manifest& manifest);
// "orders[3]"
std::string partition_text(const std::string& topic, PartitionId partition);
// "a, b, c, d and 12 more"
std::string listed(const std::vector<std::string>& items);

// The start with empty state, in words that belong after "Or ".
std::string accept_remedy();

}  // namespace millrace
