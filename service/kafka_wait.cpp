#include "service/kafka_wait.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace millrace {

std::optional<std::string> KafkaWait::unanswered(MonotonicTime now, const Error& error) {
  const std::lock_guard lock(mutex_);
  if (!since_ || now - last_ > kApart) {
    since_ = now;
    next_ = kFirst;
  }
  last_ = now;
  const auto waited = std::chrono::duration_cast<std::chrono::seconds>(now - *since_);
  if (waited < next_) return std::nullopt;
  next_ = waited + std::min(next_, kMost);
  told_ = fmt::format("waiting for Kafka at {} for {} s: {}", servers_, waited.count(), error.message());
  return told_;
}

bool KafkaWait::over() {
  const std::lock_guard lock(mutex_);
  since_.reset();
  return std::exchange(told_, std::nullopt).has_value();
}

std::optional<std::string> KafkaWait::told() const {
  const std::lock_guard lock(mutex_);
  return told_;
}

}  // namespace millrace
