// How long a client may take.
#pragma once

#include <chrono>

namespace millrace {

struct ConnectionLimits {
  std::chrono::milliseconds silence{2000};    // between two pieces of the request
  std::chrono::milliseconds request{5000};    // from the connection to the whole request
  std::chrono::milliseconds response{10000};  // from the first byte of the answer to its last
};

}  // namespace millrace
