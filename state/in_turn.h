// A chain of steps that each may fail.
#pragma once

#include "base/error.h"

namespace millrace {

// Calls one step after another until one fails; its error, or none.
template <class... Steps>
Result<void> in_turn(const Steps&... steps) {
  Result<void> result;
  static_cast<void>(((result = steps(), result.has_value()) && ...));
  return result;
}

}  // namespace millrace
