// Checkpoints that somebody asks for, and what became of them.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/time.h"

namespace millrace {

// Those who ask wait on their own threads; the decider looks now and then and never waits.
class CheckpointRequests {
 public:
  // What is known about one request so far.
  struct Answer {
    std::optional<CheckpointId> id;  // the checkpoint that will hold everything read before the request
    bool committed = false;
    std::optional<Error> error;  // it failed

    bool is_final() const { return committed || error; }
  };
  class Request;
  using Ticket = std::shared_ptr<Request>;

  // Asks for one. Those who ask before the decider looks share a checkpoint.
  Ticket ask();
  // What is known once the number is, or once it has ended, or when the time is over.
  Answer wait_for_number(const Ticket& ticket, Millis time) const;
  Answer wait_for_end(const Ticket& ticket, Millis time) const;

  // The decider's side.
  bool wanted() const;
  void promised(CheckpointId id);   // all that are wanted will be in this one
  void committed(CheckpointId id);  // ends the requests promised this number or a smaller one
  void failed(const Error& error);  // ends all requests, also those that are only wanted

  // The process ends: so do all requests, those to come included.
  void close(const Error& error);

 private:
  template <class Enough>
  Answer wait(const Ticket& ticket, Millis time, Enough enough) const;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  Ticket wanted_;                 // not yet seen by the decider; null: none
  std::vector<Ticket> promised_;  // with a number, without an end
  std::optional<Error> closed_;
};

}  // namespace millrace
