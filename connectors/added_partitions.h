// How a source tells that its topic has grown: the one error that is no fault.
#pragma once

#include <string>
#include <string_view>

#include "base/counted.h"
#include "base/error.h"

namespace millrace {

inline constexpr std::string_view kTakeUpPartitions = "take up added partitions";

// A recovery reads them from their beginning: the client would never, it keeps to what was assigned.
inline Error added_partitions(const std::string& topic, std::uint32_t now, std::uint32_t before) {
  return {std::string(kTakeUpPartitions),
          "topic " + topic,
          "it has " + counted(now, "partition") + " now and had " + std::to_string(before),
          "The new ones are read from their beginning after a recovery",
          Reaction::kAbort,
          StopReason::kNone};
}

inline bool tells_added_partitions(const Error& error) { return error.attempted == kTakeUpPartitions; }

}  // namespace millrace
