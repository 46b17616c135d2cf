// The last few of something that happens now and then.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace millrace {

// Any thread; written now and then, or many at once, so a lock is cheap.
template <class T>
class Recent {
 public:
  explicit Recent(std::size_t most) : most_(most) {}

  void add(T item) {
    const std::lock_guard lock(mutex_);
    keep(std::move(item));
  }
  // The last one is the newest.
  void add_all(std::vector<T> items) {
    const std::lock_guard lock(mutex_);
    for (auto& item : items) keep(std::move(item));
  }
  // Newest first.
  std::vector<T> newest(std::size_t count) const {
    const std::lock_guard lock(mutex_);
    return {items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(std::min(count, items_.size()))};
  }
  // Those that are alike in what `is_wanted` asks for, newest first.
  template <class Predicate>
  std::vector<T> those(Predicate is_wanted, std::size_t most) const {
    const std::lock_guard lock(mutex_);
    std::vector<T> found;
    for (auto at = items_.begin(); at != items_.end() && found.size() < most; ++at) {
      if (is_wanted(*at)) found.push_back(*at);
    }
    return found;
  }
  std::uint64_t total() const {  // those that are forgotten included
    const std::lock_guard lock(mutex_);
    return total_;
  }

 private:
  void keep(T item) {
    if (items_.size() == most_) items_.pop_back();
    items_.push_front(std::move(item));
    ++total_;
  }

  mutable std::mutex mutex_;
  const std::size_t most_;
  std::deque<T> items_;  // newest first
  std::uint64_t total_ = 0;
};

}  // namespace millrace
