// A client call that may block for longer than its caller can: made on a thread of its own, waited for in slices.
#pragma once

#include <future>
#include <optional>
#include <thread>
#include <utility>

#include "base/time.h"

namespace millrace {

// One call at a time. The destructor waits for a call that is under way: the client cannot be freed before.
template <class Answer>
class BackgroundCall {
 public:
  bool is_running() const { return answer_.valid(); }

  template <class Call>
  void start(Call call) {
    std::packaged_task<Answer()> task(std::move(call));
    answer_ = task.get_future();
    thread_ = std::jthread(std::move(task));
  }

  // The answer, or nothing if it is not there within `slice`: wait again.
  std::optional<Answer> wait(Millis slice) {
    if (answer_.wait_for(slice) != std::future_status::ready) return std::nullopt;
    thread_.join();
    return answer_.get();
  }

 private:
  std::future<Answer> answer_;
  std::jthread thread_;
};

}  // namespace millrace
