// A bounded queue with its bells and a way back for used batches.
#pragma once

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "service/pipeline/bell.h"
#include "service/pipeline/spsc_queue.h"
#include "service/pipeline/threads.h"

namespace millrace {

// One thread sends, one receives. A full channel makes the sender wait: that is backpressure.
// Message is moved through; Batch is the reusable part of it.
template <class Message, class Batch>
class Channel {
 public:
  Channel(std::size_t capacity, Bell& receiver, Bell& sender)
      : messages_(capacity + kBarrierPlaces), used_(capacity + kBarrierPlaces), receiver_(receiver), sender_(sender) {}

  // Waits for room. False: the run ended meanwhile. A sleeping receiver learns of it at the next ring: to wake it for
  // every batch costs more than a batch does.
  bool send(Message&& message, const EndOfRun& ended) {
    if (!messages_.try_push(message, kBarrierPlaces) && !wait_and_send(message, ended)) return false;
    is_unheard_ = true;
    return true;
  }

  // Sender's side: wakes the receiver if anything was sent since the last time.
  void ring() {
    if (std::exchange(is_unheard_, false)) receiver_.ring();
  }

  // How long the sender has waited for room, all in all. Sender's side.
  std::chrono::nanoseconds waited() const { return waited_; }

  // For barriers: send without waiting, in one of the places kept for them. One barrier is under way at a time, so
  // there is always room.
  void send_at_once(Message&& message) {
    if (!messages_.try_push(message)) std::terminate();
    is_unheard_ = true;
  }

  std::optional<Message> receive() {
    auto message = messages_.try_pop();
    if (message) sender_.ring();
    return message;
  }

  // Receiver's side: gives a cleared batch back. Sender's side: takes one back, or a new one.
  void give_back(std::unique_ptr<Batch> batch) {
    batch->clear();
    static_cast<void>(used_.try_push(batch));
  }
  // The one used last: it is still warm in the caches, and the others stay out of them.
  std::unique_ptr<Batch> fresh() {
    while (auto batch = used_.try_pop()) spare_.push_back(std::move(*batch));
    if (spare_.empty()) return std::make_unique<Batch>();
    auto warmest = std::move(spare_.back());
    spare_.pop_back();
    return warmest;
  }

 private:
  bool wait_and_send(Message& message, const EndOfRun& ended) {
    const auto begin = std::chrono::steady_clock::now();
    ring();  // only the receiver can make room
    for (;;) {
      const auto ticket = sender_.ticket();
      const bool sent = messages_.try_push(message, kBarrierPlaces);
      if (!sent && !ended.load(std::memory_order_relaxed)) {
        sender_.wait(ticket, kLookAround);
        continue;
      }
      waited_ += std::chrono::steady_clock::now() - begin;
      return sent;
    }
  }

  static constexpr std::size_t kBarrierPlaces = 2;
  static constexpr std::chrono::milliseconds kLookAround{100};  // bells are rung at the end of a run; this is the net

  SpscQueue<Message> messages_;
  SpscQueue<std::unique_ptr<Batch>> used_;
  std::vector<std::unique_ptr<Batch>> spare_;  // the sender's
  Bell& receiver_;
  Bell& sender_;
  std::chrono::nanoseconds waited_{0};
  bool is_unheard_ = false;
};

}  // namespace millrace
