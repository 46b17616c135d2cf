#include "service/http/porch.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace millrace {

using Monotonic = std::chrono::steady_clock;

Porch::Porch(std::size_t most, std::function<void(Guest)> hand_on)
    : most_(most),
      hand_on_(std::move(hand_on)),
      alarm_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      thread_([this] { look_after(); }) {}

Porch::~Porch() {
  close();
  ::close(alarm_);
}

void Porch::add(Waiting waiting) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    coming_.push_back(std::move(waiting));
  }
  wake();
}

void Porch::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  wake();
  if (thread_.joinable()) thread_.join();
}

void Porch::wake() const { [[maybe_unused]] const int full_is_awake = eventfd_write(alarm_, 1); }

void Porch::look_after() {
  while (admit()) {
    const auto seen = wait();
    std::size_t i = 0;
    std::erase_if(waiting_, [&](const Waiting& each) { return is_done(each, seen[i++].revents); });
  }
  waiting_.clear();
}

// False: closed.
bool Porch::admit() {
  const std::lock_guard lock(mutex_);
  std::ranges::move(coming_, std::back_inserter(waiting_));
  coming_.clear();
  const auto too_many = waiting_.size() - std::min(waiting_.size(), most_);
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(too_many));
  return !closed_;
}

// What was seen of each, in their order.
std::vector<pollfd> Porch::wait() const {
  auto until = Monotonic::now() + std::chrono::hours(1);
  std::vector<pollfd> watched;
  for (const auto& [guest, leaves] : waiting_) {
    watched.push_back({guest->socket(), guest->awaits(), 0});
    until = std::min(until, guest->patience());
  }
  watched.push_back({alarm_, POLLIN, 0});
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Monotonic::now()).count();
  poll(watched.data(), watched.size(), static_cast<int>(std::max<std::int64_t>(left, 0)));
  eventfd_t rung = 0;
  [[maybe_unused]] const int none_is_fine = eventfd_read(alarm_, &rung);
  return watched;
}

bool Porch::is_done(const Waiting& waiting, short seen) const {
  const auto& [guest, leaves] = waiting;
  if (seen != 0) {
    if (leaves) return !guest->take_leave();
    const auto request = guest->take_in();
    if (request == DeadlineStream::Request::kWhole) hand_on_(guest);
    if (request != DeadlineStream::Request::kPartial) return true;
  }
  return Monotonic::now() >= guest->patience();
}

}  // namespace millrace
