// A shard's outgoing rows: collected into batches, handed to the decider in order.
#pragma once

#include <memory>

#include "service/pipeline/run_context.h"

namespace millrace {

// Lives on the shard's thread. Waiting for room here is what bounds the rows of an epoch that is not yet decided.
class RowOutput {
 public:
  RowOutput(OutputChannel& channel, const EndOfRun& ended)
      : channel_(channel), ended_(ended), filling_(channel.fresh()) {}

  // The batch to append to; call appended() after each row.
  RowBatch& batch() { return *filling_; }
  void appended() {
    if (filling_->is_full()) flush();
  }
  void take(RowBatch& rows) {
    flush();
    std::swap(*filling_, rows);
    flush();
  }
  void flush() {
    if (filling_->rows.empty()) return;
    channel_.send({std::move(filling_), std::nullopt}, ended_);
    channel_.ring();
    filling_ = channel_.fresh();
  }
  void acknowledge(ShardAck ack) {
    flush();
    channel_.send({nullptr, std::move(ack)}, ended_);
    channel_.ring();
  }

 private:
  OutputChannel& channel_;
  const EndOfRun& ended_;
  std::unique_ptr<RowBatch> filling_;
};

}  // namespace millrace
