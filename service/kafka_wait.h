// How long Kafka has been leaving calls unanswered: said in the log now and then, and by /ready.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/time.h"

namespace millrace {

inline constexpr const char* kWhenKafkaIsSilent =
    "Are bootstrap.servers, the network and security.protocol right, and do the brokers run?";

// Any thread. A wait is a series of unanswered slices with nothing else between them; it is told after kFirst, and then
// at ever longer distances, up to kMost.
class KafkaWait {
 public:
  explicit KafkaWait(std::string servers) : servers_(std::move(servers)) {}

  // A slice has passed without an answer. A line for the log, when one is due.
  std::optional<std::string> unanswered(MonotonicTime now, const Error& error);
  // What needs Kafka has been done. True: the wait before it was told.
  bool over();
  // What is waited for, once that has been told.
  std::optional<std::string> told() const;

  static constexpr std::chrono::seconds kFirst{3};
  static constexpr std::chrono::seconds kMost{60};
  static constexpr std::chrono::seconds kApart{5};  // slices further apart than this belong to different waits

 private:
  mutable std::mutex mutex_;
  const std::string servers_;
  std::optional<MonotonicTime> since_;
  MonotonicTime last_{};
  std::chrono::seconds next_ = kFirst;  // after since_
  std::optional<std::string> told_;
};

}  // namespace millrace
