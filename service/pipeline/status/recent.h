// The last few of something that happens now and then.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace millrace {

// Any thread; written at most a few times a second, so a lock is cheap.
template <class T>
class Recent {
 public:
  explicit Recent(std::size_t most) : most_(most) {}

  void add(T item) {
    const std::lock_guard lock(mutex_);
    if (items_.size() == most_) items_.pop_back();
    items_.push_front(std::move(item));
    ++total_;
  }
  // Newest first.
  std::vector<T> newest(std::size_t count) const {
    const std::lock_guard lock(mutex_);
    return {items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(std::min(count, items_.size()))};
  }
  std::uint64_t total() const {  // those that are forgotten included
    const std::lock_guard lock(mutex_);
    return total_;
  }

 private:
  mutable std::mutex mutex_;
  const std::size_t most_;
  std::deque<T> items_;  // newest first
  std::uint64_t total_ = 0;
};

}  // namespace millrace
