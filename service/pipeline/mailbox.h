// Events on their way to the decider, from any thread.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "checkpoint/coordinator.h"
#include "service/pipeline/bell.h"

namespace millrace {

// Outlives its run in the hands of background jobs; an event that arrives after the run is never read.
class Mailbox {
 public:
  explicit Mailbox(std::shared_ptr<Bell> reader) : reader_(std::move(reader)) {}

  void post(Event event) {
    {
      const std::lock_guard lock(mutex_);
      events_.push_back(std::move(event));
    }
    reader_->ring();
  }
  std::vector<Event> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(events_, {});
  }

 private:
  std::shared_ptr<Bell> reader_;
  std::mutex mutex_;
  std::vector<Event> events_;
};

}  // namespace millrace
