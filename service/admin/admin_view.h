// What the admin interface looks at.
#pragma once

#include <functional>
#include <semaphore>
#include <string>
#include <string_view>

#include "service/config/config.h"
#include "service/config/redaction.h"
#include "service/pipeline/counters.h"
#include "service/pipeline/status/status_board.h"

namespace millrace {

// Everything behind it outlives the server. Any thread.
struct AdminView {
  const Config& config;
  const Counters& counters;
  StatusBoard& board;
  const Clock& clock;
  std::string version;
  std::function<std::string_view()> state;  // "running", "restoring", ...
  Redaction redaction{config.secrets};
  WallTime started{clock.wall()};
  mutable std::binary_semaphore looking{1};  // into stored state, one request at a time: it takes memory
};

}  // namespace millrace
