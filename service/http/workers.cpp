#include "service/http/workers.h"

#include <utility>

namespace millrace {

Workers::Workers(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) threads_.emplace_back([this] { work(); });
}

Workers::~Workers() { shutdown(); }

void Workers::enqueue(std::function<void()> job) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !offered_; });
  offered_ = std::move(job);
  changed_.notify_all();
}

void Workers::shutdown() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  threads_.clear();  // joins
}

void Workers::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return offered_ || ending_; });
    if (!offered_) return;
    const auto job = std::exchange(offered_, std::nullopt);
    changed_.notify_all();
    lock.unlock();
    (*job)();
    lock.lock();
  }
}

}  // namespace millrace
