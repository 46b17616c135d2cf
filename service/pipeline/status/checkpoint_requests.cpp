#include "service/pipeline/status/checkpoint_requests.h"

#include <utility>

namespace millrace {

class CheckpointRequests::Request {
 public:
  Answer answer;  // under the mutex of the requests
};

CheckpointRequests::Ticket CheckpointRequests::ask() {
  const std::lock_guard lock(mutex_);
  if (closed_) {
    auto refused = std::make_shared<Request>();
    refused->answer.error = closed_;
    return refused;
  }
  if (!wanted_) wanted_ = std::make_shared<Request>();
  return wanted_;
}

template <class Enough>
CheckpointRequests::Answer CheckpointRequests::wait(const Ticket& ticket, Millis time, Enough enough) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, time, [&] { return ticket->answer.is_final() || enough(ticket->answer); });
  return ticket->answer;
}

CheckpointRequests::Answer CheckpointRequests::wait_for_number(const Ticket& ticket, Millis time) const {
  return wait(ticket, time, [](const Answer& answer) { return answer.id.has_value(); });
}

CheckpointRequests::Answer CheckpointRequests::wait_for_end(const Ticket& ticket, Millis time) const {
  return wait(ticket, time, [](const Answer&) { return false; });
}

bool CheckpointRequests::wanted() const {
  const std::lock_guard lock(mutex_);
  return wanted_ != nullptr;
}

void CheckpointRequests::promised(CheckpointId id) {
  {
    const std::lock_guard lock(mutex_);
    if (!wanted_) return;
    wanted_->answer.id = id;
    promised_.push_back(std::exchange(wanted_, nullptr));
  }
  changed_.notify_all();
}

void CheckpointRequests::committed(CheckpointId id) {
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(promised_, [&](const Ticket& ticket) {
      ticket->answer.committed = ticket->answer.id <= id;
      return ticket->answer.committed;
    });
  }
  changed_.notify_all();
}

void CheckpointRequests::failed(const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    if (wanted_) promised_.push_back(std::exchange(wanted_, nullptr));
    for (const auto& ticket : promised_) ticket->answer.error = error;
    promised_.clear();
  }
  changed_.notify_all();
}

void CheckpointRequests::close(const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    closed_ = error;
  }
  failed(error);
}

}  // namespace millrace
