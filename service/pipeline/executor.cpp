#include "service/pipeline/executor.h"

#include <utility>

#include "service/pipeline/threads.h"

namespace millrace {

Executor::Executor(std::size_t threads) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Executor::~Executor() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
  threads_.clear();
}

void Executor::post(Job job) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(job));
  }
  changed_.notify_all();
}

bool Executor::drained_within(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, longest, [this] { return waiting_.empty() && busy_ == 0; });
}

void Executor::work() {
  name_this_thread("background");
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (ending_) return;
    auto job = std::move(waiting_.front());
    waiting_.pop_front();
    ++busy_;
    lock.unlock();
    job();
    job = nullptr;  // what it owned goes before anybody is told that it is done
    lock.lock();
    --busy_;
    changed_.notify_all();
  }
}

}  // namespace millrace
