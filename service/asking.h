// Questions to a cluster from the command line: put again while there is no answer yet.
#pragma once

#include "base/error.h"
#include "base/time.h"

namespace millrace {

inline constexpr Millis kAskingSlice{1000};  // how long one asking waits
inline constexpr int kAskings = 15;          // of a command that needs the answer

// At most `attempts` times.
template <class Question>
auto ask(int attempts, const Question& question) -> decltype(question()) {
  auto answer = question();
  for (int i = 1; i < attempts && !answer && answer.error().reaction == Reaction::kRetry; ++i) answer = question();
  return answer;
}

}  // namespace millrace
