#include "service/pipeline/transaction.h"

#include "base/failpoint.h"
#include "base/function_ref.h"

namespace millrace {
namespace {

Error gave_up(const Error& last) {
  Error error = last;
  error.reaction = Reaction::kAbort;
  return error;
}

// The same call with the same arguments until it answers, or until nobody wants to wait any longer.
Result<void> persist(FunctionRef<Result<void>()> call, const KeepTrying& keep_trying) {
  for (;;) {
    auto result = call();
    if (result || result.error().reaction != Reaction::kRetry) return result;
    if (!keep_trying(result.error())) return std::unexpected(gave_up(result.error()));
  }
}

}  // namespace

Result<void> Transaction::ready(const KeepTrying& keep_trying) {
  if (sink_) return {};
  auto made = make_sink_();
  if (!made) return std::unexpected(made.error());
  sink_ = std::move(*made);
  open_ = false;
  auto initialised = persist([this] { return sink_->init(kSlice); }, keep_trying);
  if (!initialised) drop_handle();
  return initialised;
}

void Transaction::drop_handle() {
  sink_.reset();
  open_ = commit_called_ = false;
}

Result<void> Transaction::begin() {
  if (open_) return {};
  auto begun = sink_->begin();
  if (begun) {
    open_ = true;
    MILLRACE_FAILPOINT("begin.after");
  }
  return begun;
}

Result<void> Transaction::produce(std::span<const RowView> rows) {
  if (auto begun = begin(); !begun) return begun;
  auto produced = sink_->produce(rows);
  MILLRACE_FAILPOINT("produce.after");
  return produced;
}

Result<void> Transaction::prepare(std::span<const OffsetToCommit> offsets, const KeepTrying& keep_trying) {
  if (auto begun = begin(); !begun) return begun;
  MILLRACE_FAILPOINT("flush.before");
  auto flushed = persist([this] { return sink_->flush(kSlice); }, keep_trying);
  if (!flushed) return flushed;
  MILLRACE_FAILPOINT("flush.after");
  MILLRACE_FAILPOINT("send_offsets.before");
  auto sent = persist([&] { return sink_->send_offsets(offsets, kSlice); }, keep_trying);
  MILLRACE_FAILPOINT("send_offsets.after");
  return sent;
}

Result<void> Transaction::decide(const KeepTrying& keep_trying) {
  MILLRACE_FAILPOINT("commit.before");
  commit_called_ = true;
  bool gave_up = false;
  auto committed = persist([this] { return sink_->commit(kSlice); },
                           [&](const Error& unanswered) { return !(gave_up = !keep_trying(unanswered)); });
  MILLRACE_FAILPOINT("commit.after");
  if (committed) open_ = commit_called_ = false;
  if (gave_up) {
    committed.error().reaction = Reaction::kFatal;
    committed.error().cause +=
        "; whether it was committed is not known: the next start or recovery reads it from Kafka";
  }
  return committed;
}

bool Transaction::abort(const KeepTrying& keep_trying) {
  if (!sink_) return false;
  if (!open_) return true;
  if (commit_called_) {
    drop_handle();
    return false;
  }
  const auto aborted = persist([this] { return sink_->abort(kSlice); }, keep_trying);
  if (!aborted) drop_handle();
  open_ = false;
  return aborted.has_value();
}

Result<void> Transaction::renew_if_needed(const KeepTrying& keep_trying) {
  if (sink_ && !sink_->needs_new_handle()) return {};
  drop_handle();
  ++renewals_;
  return ready(keep_trying);
}

}  // namespace millrace
