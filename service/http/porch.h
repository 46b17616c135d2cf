// Where connections wait without a worker: until their request is whole, and after the answer until it was taken.
#pragma once

#include <poll.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "service/http/deadline_stream.h"

namespace millrace {

// One thread looks after all of them, so a slow client costs memory only, and however many there are, a request that
// comes whole is handed on at once. Of more than `most` the one that has been here longest is closed.
class Porch {
 public:
  using Guest = std::shared_ptr<DeadlineStream>;  // shared only for std::function's sake
  // `hand_on` takes each whole request on the porch's thread, and must not wait.
  Porch(std::size_t most, std::function<void(Guest)> hand_on);
  ~Porch();  // closes

  // Any thread.
  void let_in(Guest guest) { add({std::move(guest), false}); }
  void see_off(Guest guest) {
    if (guest->take_leave()) add({std::move(guest), true});
  }
  void close();  // whoever waits here, and whoever comes later, is closed

 private:
  struct Waiting {
    Guest guest;
    bool leaves;
  };
  void add(Waiting waiting);
  void wake() const;
  void look_after();
  bool admit();
  std::vector<pollfd> wait() const;
  bool is_done(const Waiting& waiting, short seen) const;

  const std::size_t most_;
  const std::function<void(Guest)> hand_on_;
  const int alarm_;               // an eventfd
  std::vector<Waiting> waiting_;  // the thread's, in the order of their coming
  std::mutex mutex_;
  std::vector<Waiting> coming_;  // under mutex_
  bool closed_ = false;          // under mutex_
  std::jthread thread_;          // last: uses what is above
};

}  // namespace millrace
