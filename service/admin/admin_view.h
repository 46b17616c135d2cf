// What the admin interface looks at.
#pragma once

#include <functional>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>

#include "service/config/config.h"
#include "service/config/redaction.h"
#include "service/pipeline/counters.h"
#include "service/pipeline/status/status_board.h"

namespace millrace {

// What the service waits for before it can go on.
struct Awaited {
  std::string what;
  std::string remedy;
};

// Everything behind it outlives the server. Any thread.
struct AdminView {
  const Config& config;
  const Counters& counters;
  StatusBoard& board;
  const Clock& clock;
  std::string version;
  std::function<std::string_view()> state;  // "running", "restoring", ...
  std::function<std::optional<Awaited>()> awaited{};
  std::function<std::optional<Error>()> upkeep{};  // why a local database is not kept up to date
  Redaction redaction{config.secrets};
  WallTime started{clock.wall()};
  mutable std::binary_semaphore looking{1};  // into stored state, one request at a time: it takes memory
};

}  // namespace millrace
