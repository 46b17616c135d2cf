// Whether a producer handle is fit for another transaction.
#pragma once

#include <cstdint>

#include "base/time.h"

namespace millrace {

// An EndTxn request that was slow, or whose connection broke, may have been sent twice; the belated copy could end
// the *next* transaction of the same producer epoch, half-filled (KAFKA-17754). init_transactions on a new handle
// raises the epoch, and the belated one is refused. So after any such end the handle must not begin again.
// Commits and aborts both: a belated abort would discard what follows it just as silently. Pure; one thread.
class TransactionHealth {
 public:
  static constexpr Millis kSlow{1000};

  // `unanswered`: requests of this handle so far that ended without an answer; it only grows.
  void begun(std::uint64_t unanswered) { unanswered_at_begin_ = unanswered; }
  // The first call of commit or abort; repeated calls of the same end change nothing.
  void end_called(MonotonicTime now) {
    if (!ending_) end_called_at_ = now;
    ending_ = true;
  }
  void ended(MonotonicTime now, std::uint64_t unanswered) {
    if (now - end_called_at_ > kSlow || unanswered != unanswered_at_begin_) suspicious_ = true;
    ending_ = false;
  }
  // Before its abort: a refused row leaves a gap in the producer's sequence, and the next transaction would fail for
  // it.
  void row_failed() { suspicious_ = true; }
  bool is_suspicious() const { return suspicious_; }

 private:
  std::uint64_t unanswered_at_begin_ = 0;
  MonotonicTime end_called_at_{};
  bool ending_ = false;
  bool suspicious_ = false;
};

}  // namespace millrace
