// A client call that may block for longer than its caller can: made on a thread of its own, waited for in slices.
#pragma once

#include <chrono>
#include <future>
#include <optional>
#include <thread>
#include <utility>

#include "base/time.h"
#include "connectors/kafka/calls_under_way.h"

namespace millrace {

// One call at a time. The call owns all that it uses: the destructor does not wait for one that is under way, but
// leaves it to its thread, which frees what the call owns as soon as the call returns.
template <class Answer>
class BackgroundCall {
 public:
  BackgroundCall() = default;
  BackgroundCall(const BackgroundCall&) = delete;
  BackgroundCall& operator=(const BackgroundCall&) = delete;
  ~BackgroundCall() {
    if (!thread_.joinable()) return;
    if (wait(Millis{0})) return;
    thread_.detach();
  }

  bool is_running() const { return answer_.valid(); }

  template <class Call>
  void start(Call call) {
    std::packaged_task<Answer()> task(std::move(call));
    answer_ = task.get_future();
    thread_ = std::thread([counted = CallUnderWay(), task = std::move(task)]() mutable {
      task();
      task = {};  // what it owns goes before it counts as ended
      counted.end();
    });
  }

  // The answer, or nothing if it is not there within `slice`: wait again.
  std::optional<Answer> wait(Millis slice) {
    if (answer_.wait_for(slice) != std::future_status::ready) return std::nullopt;
    thread_.join();
    return answer_.get();
  }

 private:
  std::future<Answer> answer_;
  std::thread thread_;
};

}  // namespace millrace
