// The list of stored checkpoints, and which of them count.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/stored_checkpoints.h"

namespace millrace {

enum class Standing {
  kNamed,      // Kafka names it: a start resumes here
  kDecided,    // on the parent path from that; where Kafka was not asked, a later one follows it, or it had no outputs
  kUndecided,  // its transaction is under way or was aborted, or a going back has left it behind
  kUnknown,    // not decided as far as the manifests tell, and Kafka was not asked, or its answer leads nowhere
};

std::string_view word_of(Standing standing);

using Standings = std::map<CheckpointName, Standing>;

// `named`: what Kafka names, one of these. None: judged by the manifests alone.
Standings standings_of(const std::vector<StoredCheckpoint>& checkpoints, const std::optional<CheckpointName>& named);

// One line each, the newest first: number, time, trigger, state, standing, name.
std::string format_list(const std::vector<StoredCheckpoint>& checkpoints, const Standings& standings);

}  // namespace millrace
