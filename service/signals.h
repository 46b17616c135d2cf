// SIGTERM and SIGINT: the first asks for a last checkpoint, the second leaves at once.
#pragma once

#include <atomic>
#include <csignal>
#include <thread>

namespace millrace {

// Made before any other thread, so that all of them inherit the blocked signals and only this one hears them.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  const std::atomic<bool>& stop_requested() const { return stop_requested_; }

 private:
  void listen();

  sigset_t awaited_;
  std::atomic<bool> stop_requested_{false};
  std::atomic<bool> ending_{false};
  std::jthread listener_;
};

}  // namespace millrace
