// The server's threads: a fixed number, and no queue behind them.
#pragma once

#include <httplib.h>

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace millrace {

// When all are busy the accepting thread waits, and further clients wait in the kernel's short backlog: a flood of
// connections costs neither memory nor threads.
class Workers : public httplib::TaskQueue {
 public:
  explicit Workers(std::size_t count);
  ~Workers() override;

  void enqueue(std::function<void()> job) override;
  void shutdown() override;  // after the last job has ended

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<std::function<void()>> offered_;  // taken by the first free thread
  bool ending_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace millrace
