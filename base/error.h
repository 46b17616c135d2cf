// What went wrong, and what it means for the running service.
#pragma once

#include <expected>
#include <string>

namespace millrace {

// What the caller must do next. The protocol depends on nothing else in an error.
enum class Reaction {
  kRetry,  // the same call again, with the same arguments
  kAbort,  // abort the transaction and recover in process, the handles stay
  kFatal,  // recover in process with new handles
  kStop,   // leave the process: see StopReason
};

// Why a process must not go on by itself; each has its own exit code (service/exit_code.h).
enum class StopReason {
  kNone,
  kConfiguration,  // the pipeline file or the cluster's settings make a run impossible
  kFenced,         // another instance uses this pipeline's name
  kRefused,        // what Kafka and the store hold cannot be recovered exactly
  kPoison,         // a record that on_error: fail must not skip
  kStateLimit,     // live state does not fit state.memory
};

// The four things that every error says, in words for people.
struct Error {
  std::string attempted;  // "write delta of shard 2"
  std::string object;     // "file:///data/checkpoints/deltas/2/5f0c..."
  std::string cause;      // "No space left on device"
  std::string remedy;     // "Free space or lower checkpoint.retain"; may be empty
  Reaction reaction = Reaction::kFatal;
  StopReason stop = StopReason::kNone;
  bool damaged = false;    // a stored file is missing or not what was written
  bool is_growth = false;  // no fault: there is more to read than a run knows of, and a recovery takes it up

  // "<attempted>: <object>: <cause>. <remedy>", leaving out what is empty.
  std::string message() const;
};

template <class T>
using Result = std::expected<T, Error>;

}  // namespace millrace
