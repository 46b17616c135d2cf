// The newest of something that is published whole and read by others.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace millrace {

// Any thread. What was read stays as it is, whatever is published later.
template <class T>
class Latest {
 public:
  void publish(T value) {
    auto next = std::make_shared<const T>(std::move(value));
    const std::lock_guard lock(mutex_);
    value_.swap(next);  // the former one is destroyed after the lock
  }
  // Null: nothing yet.
  std::shared_ptr<const T> read() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
};

}  // namespace millrace
