// Questions to the cluster, asked until there is an answer.
#pragma once

#include "service/pipeline/recovery.h"

namespace millrace {

inline constexpr Millis kAsk{1000};  // how long one asking waits

// Whoever waits may give up: then the last error is the answer.
template <class Ask>
auto until_answered(const RecoveryContext& context, Ask ask) -> decltype(ask()) {
  for (;;) {
    auto answer = ask();
    if (answer || answer.error().reaction != Reaction::kRetry || !context.keep_trying(answer.error())) {
      return answer;
    }
  }
}

}  // namespace millrace
