// How a source tells that its topic has grown: the one error that is no fault.
#pragma once

#include <string>

#include "base/counted.h"
#include "base/error.h"

namespace millrace {

// A recovery reads them from their beginning: the client would never, it keeps to what was assigned.
inline Error added_partitions(const std::string& topic, std::uint32_t now, std::uint32_t before) {
  return {.attempted = "take up added partitions",
          .object = "topic " + topic,
          .cause = "it has " + counted(now, "partition") + " now and had " + std::to_string(before),
          .remedy = "The new ones are read from their beginning after a recovery",
          .reaction = Reaction::kAbort,
          .is_growth = true};
}

}  // namespace millrace
