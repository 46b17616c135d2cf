// A bounded queue between exactly two threads, without locks.
#pragma once

#include <atomic>
#include <cstddef>
#include <new>
#include <optional>
#include <utility>
#include <vector>

namespace millrace {

// One thread pushes, one pops. Each side caches the other's index, so that in steady state neither touches the other's
// cache line for every element (Lamport's ring with the caching of FastForward and Rigtorp's SPSCQueue).
template <class T>
class SpscQueue {
 public:
  explicit SpscQueue(std::size_t capacity) : slots_(capacity + 1) {}

  // Moves `value` in. False, and `value` untouched: fewer than `spare` + 1 places are free.
  bool try_push(T& value, std::size_t spare = 0) {
    const auto tail = tail_.load(std::memory_order_relaxed);
    if (free_places(tail, head_seen_) <= spare) {
      head_seen_ = head_.load(std::memory_order_acquire);
      if (free_places(tail, head_seen_) <= spare) return false;
    }
    slots_[tail] = std::move(value);
    tail_.store(after(tail), std::memory_order_release);
    return true;
  }

  std::optional<T> try_pop() {
    const auto head = head_.load(std::memory_order_relaxed);
    if (head == tail_seen_) {
      tail_seen_ = tail_.load(std::memory_order_acquire);
      if (head == tail_seen_) return std::nullopt;
    }
    std::optional<T> value(std::move(slots_[head]));
    head_.store(after(head), std::memory_order_release);
    return value;
  }

 private:
  std::size_t after(std::size_t i) const { return i + 1 == slots_.size() ? 0 : i + 1; }
  std::size_t free_places(std::size_t tail, std::size_t head) const {
    return (head + slots_.size() - tail - 1) % slots_.size();
  }

  static constexpr std::size_t kCacheLine = 64;
  std::vector<T> slots_;  // one stays empty, so that full and empty differ
  alignas(kCacheLine) std::atomic<std::size_t> head_{0};
  std::size_t tail_seen_ = 0;  // the popping side's
  alignas(kCacheLine) std::atomic<std::size_t> tail_{0};
  std::size_t head_seen_ = 0;  // the pushing side's
};

}  // namespace millrace
