// Wakes one sleeping thread when there is something to do.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace millrace {

// Any number of threads ring; one waits. Take a ticket, look for work, and wait with that ticket: a ring in between is
// never lost. Ringing costs one atomic addition while nobody sleeps.
class Bell {
 public:
  using Ticket = std::uint32_t;

  Ticket ticket() const { return rings_.load(std::memory_order_seq_cst); }

  void ring() {
    rings_.fetch_add(1, std::memory_order_seq_cst);
    if (sleepers_.load(std::memory_order_seq_cst) == 0) return;
    std::unique_lock lock(mutex_);  // once it is held, whoever saw no ring is asleep
    lock.unlock();                  // whoever wakes takes it
    wake_.notify_all();
  }

  // Returns when the bell has rung since the ticket was taken, or after `longest`.
  void wait(Ticket seen, std::chrono::nanoseconds longest) {
    std::unique_lock lock(mutex_);
    sleepers_.fetch_add(1, std::memory_order_seq_cst);
    wake_.wait_for(lock, longest, [&] { return rings_.load(std::memory_order_seq_cst) != seen; });
    sleepers_.fetch_sub(1, std::memory_order_seq_cst);
  }

 private:
  std::atomic<std::uint32_t> rings_{0};
  std::atomic<std::uint32_t> sleepers_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
};

}  // namespace millrace
