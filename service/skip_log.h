// The log of records that on_error: skip leaves out: every one is counted elsewhere, a few a second are written.
#pragma once

#include <spdlog/spdlog.h>

#include <mutex>
#include <string>

#include "base/time.h"

namespace millrace {

// Any thread.
class SkipLog {
 public:
  void add(MonotonicTime now, const std::string& where, const std::string& reason, const std::string& detail) {
    const std::lock_guard lock(mutex_);
    if (now - second_began_ >= std::chrono::seconds(1)) {
      tell_the_rest();
      second_began_ = now;
      written_ = unwritten_ = 0;
    }
    if (written_ == kPerSecond) {
      ++unwritten_;
      return;
    }
    ++written_;
    spdlog::warn("skipped {}: {} ({})", where, detail, reason);
  }

  ~SkipLog() { tell_the_rest(); }

 private:
  void tell_the_rest() const {
    if (unwritten_ > 0) spdlog::warn("skipped {} more records within a second of the last one named", unwritten_);
  }

  static constexpr int kPerSecond = 10;
  std::mutex mutex_;
  MonotonicTime second_began_{};
  int written_ = 0;
  std::uint64_t unwritten_ = 0;
};

}  // namespace millrace
