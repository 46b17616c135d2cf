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

// The command that moves the offsets of a stopped pipeline's group. `topic`: "orders", or "orders:3" for one partition.
std::string move_offsets_command(std::string_view servers, std::string_view group, std::string_view topic,
                                 std::string_view where = "--to-earliest");

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
