// The background threads.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace millrace {

// Jobs own what they work on (shared pointers): one may still be stuck in a slow disk's fsync when its run has ended.
// Any thread posts. The destructor waits for the jobs under way and drops those not begun.
class Executor {
 public:
  using Job = std::function<void()>;

  explicit Executor(std::size_t threads);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  void post(Job job);
  // True: nothing is waiting or under way any more.
  bool drained_within(std::chrono::milliseconds longest);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> waiting_;
  std::size_t busy_ = 0;
  bool ending_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace millrace
