// How the process ends, for scripts and supervisors. Not here: 128 + signal, when a second signal ended it at once.
#pragma once

#include <span>
#include <string_view>

#include "base/error.h"

namespace millrace {

enum class ExitCode : int {
  kOk = 0,
  kInternal = 1,
  kUsage = 2,
  kConfiguration = 3,
  kFenced = 4,
  kRefused = 5,
  kPoison = 6,
  kStateLimit = 7,
  kLastCheckpointFailed = 8,
  kRestartsExhausted = 9,
  kUnreachable = 10,
  kCheckpointFailed = 11,
  kUnhealthy = 12,
};

struct ExitCodeMeaning {
  ExitCode code;
  std::string_view name;     // one word, for logs
  std::string_view meaning;  // and what to do
};

std::span<const ExitCodeMeaning> exit_codes();  // all of them, in order
ExitCode exit_code_of(StopReason reason);       // kNone: kInternal, for nothing gave a reason to stop

}  // namespace millrace
