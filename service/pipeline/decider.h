// The thread that decides: it carries out what the coordinator says, and alone talks to the transaction.
#pragma once

#include <atomic>
#include <optional>
#include <vector>

#include "checkpoint/coordinator.h"
#include "service/pipeline/instruments.h"
#include "service/pipeline/maintenance.h"
#include "service/pipeline/output_drain.h"
#include "service/pipeline/preparation.h"
#include "service/pipeline/run_context.h"
#include "service/pipeline/transaction.h"

namespace millrace {

// How a run ended.
struct Outcome {
  enum class Next { kStop, kRecover, kRecoverWithNewHandles } next = Next::kStop;
  std::optional<Error> error;  // none: a clean stop
  bool probe_store = false;    // read on only once a probe write to the store has succeeded
  bool was_stopping = false;   // the last checkpoint was asked for
  bool had_progress = false;   // at least one checkpoint was published: the restart's back-off begins anew
  // Of a fenced run whose transaction was open for longer than its timeout: the checkpoints that Kafka may name if
  // nobody else has taken over (service/pipeline/fence.h).
  std::vector<CheckpointName> own_checkpoints = {};
};

class Decider {
 public:
  Decider(RunContext& run, CoordinatorState state, Transaction& transaction, Preparation& preparation,
          Maintenance& maintenance, Instruments& instruments, const std::atomic<bool>& stop_requested);

  Outcome run();

 private:
  void feed(EventBody body) { feed(Event{run_.number, std::move(body)}); }
  void feed(const Event& event);
  void hear();  // events, the stop request, the clock
  void hear_stop();
  bool drain_outputs();  // rows into the transaction, acknowledgements to the coordinator
  void acknowledged(std::size_t shard, ShardAck ack);
  void take_request();
  std::uint64_t bytes_held() const;
  void guard_memory();
  void check_memory();
  bool still_in_time(const Error& unanswered);  // a slice has passed: may the caller go on preparing?
  bool still_patient(const Error& unanswered);  // the same, where only a stop ends the waiting

  void carry_out(StartBarrier& order);
  void carry_out(WriteDelta& order) { preparation_.write(order); }
  void carry_out(WriteManifest& order) { preparation_.write(order); }
  void carry_out(CommitTransaction& order);
  void carry_out(Publish& order);
  void carry_out(CheckpointFailed& order);
  void carry_out(AbortAndRecover& order);
  void carry_out(RecoverWithNewHandles& order);
  void carry_out(StopPipeline& order);

  void end(Outcome::Next next, std::optional<Error> error);
  bool outlived_its_timeout() const;
  const char* end_transaction(bool fenced, bool keep_handle);  // the metric's word for how

  RunContext& run_;
  CoordinatorState state_;
  Transaction& transaction_;
  Preparation& preparation_;
  Maintenance& maintenance_;
  Instruments& instruments_;
  const std::atomic<bool>& stop_requested_;

  OutputDrain drain_;
  CheckpointTimes times_;
  MonotonicTime barrier_at_{};
  MonotonicTime frozen_at_{};
  std::size_t acks_ = 0;
  bool stop_told_ = false;
  std::optional<MonotonicTime> stop_seen_;
  std::optional<MonotonicTime> open_since_;  // the transaction, as seen here
  std::optional<Outcome> outcome_;
  bool had_progress_ = false;
  std::vector<FiredWindow> fired_;  // in the epoch in flight
};

}  // namespace millrace
