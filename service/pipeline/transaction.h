// The open transaction: the order of its calls, in slices, so that the thread that makes them stays responsive.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/time.h"
#include "connectors/sink.h"
#include "service/pipeline/messages.h"

namespace millrace {

// How long each blocking call may last before the caller looks around.
inline constexpr Millis kSlice{1000};

// Between slices, with the error of the one that has passed: beats the heart and says what is waited for; false means
// give up (a deadline passed, or a stop that cannot wait).
using KeepTrying = std::function<bool(const Error& unanswered)>;

// Lives on the decider's thread, across runs: after a clean abort the handle stays.
class Transaction {
 public:
  using MakeSink = std::function<Result<std::unique_ptr<TransactionalSink>>()>;
  explicit Transaction(MakeSink make_sink) : make_sink_(std::move(make_sink)) {}

  // A handle that has fenced its former self and ended the former self's transaction. Makes one if there is none.
  Result<void> ready(const KeepTrying& keep_trying);
  // Forgets the handle: its outcome is unknown, or it is fatally broken.
  void drop_handle();

  // Begins lazily. kRetry: nothing taken, the same again later.
  Result<void> produce(std::span<const RowView> rows);

  // Everything produced is on the broker and the offsets are part of the transaction. Gives up as kAbort.
  Result<void> prepare(std::span<const OffsetToCommit> offsets, const KeepTrying& keep_trying);
  // The decision. An error other than kStop means that the outcome is unknown: only recovery may find out. Gives up as
  // kFatal.
  Result<void> decide(const KeepTrying& keep_trying);

  // After this nothing of the transaction will be seen. False: the handle had to be dropped. Never aborts what decide
  // was called for: then the handle goes and the outcome is Kafka's.
  bool abort(const KeepTrying& keep_trying);

  // A commit took long: its EndTxn may still be under way, so the next transaction needs a new handle (hole 3).
  Result<void> renew_if_needed(const KeepTrying& keep_trying);

  bool is_open() const { return open_; }
  // The open transaction's commit was called and has not been answered with success.
  bool commit_called() const { return commit_called_; }
  std::uint64_t renewals() const { return renewals_; }

 private:
  Result<void> begin();

  MakeSink make_sink_;
  std::unique_ptr<TransactionalSink> sink_;
  bool open_ = false;
  bool commit_called_ = false;
  std::uint64_t renewals_ = 0;
};

}  // namespace millrace
