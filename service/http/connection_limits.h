// How long a client may take, and how many may take that long.
#pragma once

#include <chrono>
#include <cstddef>

namespace millrace {

struct ConnectionLimits {
  std::chrono::milliseconds silence{2000};    // between two pieces of the request
  std::chrono::milliseconds request{5000};    // from the connection to the whole request
  std::chrono::milliseconds response{10000};  // from the first byte of the answer to its last
  std::size_t waiting = 128;                  // connections without a whole request; of more, the oldest is closed
};

}  // namespace millrace
