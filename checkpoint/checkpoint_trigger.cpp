#include "checkpoint/checkpoint_trigger.h"

namespace millrace {

std::optional<std::string_view> CheckpointTrigger::due(MonotonicTime now) const {
  if (in_flight) return std::nullopt;
  if (stop_wanted) return kStopTrigger;
  if (requested) return kRequestTrigger;
  if (now >= next_due) return kIntervalTrigger;
  return std::nullopt;
}

}  // namespace millrace
