// The server's threads: a fixed number, and a short queue before them.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace millrace {

// A flood of requests costs neither memory nor threads: beyond the queue they are refused.
class Workers {
 public:
  Workers(std::size_t count, std::size_t longest_queue);
  ~Workers();

  bool offer(std::function<void()> job);  // false: all are busy, and the queue is full. Never waits
  void shutdown();                        // after the last job that was taken has ended

 private:
  void work();

  const std::size_t longest_queue_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;  // under mutex_, as the rest
  std::size_t free_;
  bool ending_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace millrace
