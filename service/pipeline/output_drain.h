// The shards' rows on their way into the transaction.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "service/pipeline/instruments.h"
#include "service/pipeline/run_context.h"
#include "service/pipeline/transaction.h"

namespace millrace {

// On the decider's thread. After a shard's acknowledgement nothing more is taken from it until the next epoch: what
// follows belongs to that one.
class OutputDrain {
 public:
  using Acknowledged = std::function<void(std::size_t shard, ShardAck ack)>;
  OutputDrain(RunContext& run, Transaction& transaction, Instruments& instruments);

  // One round over the shards, a bounded portion of each, so that others are heard in between. It ends early at the
  // first batch that the sink has no room for: that one waits, and is the first of the next round. True: something was
  // taken from a shard. An error is the sink's, never kRetry. `acknowledged` may order that the run ends: then
  // `is_over` says so.
  Result<bool> round(const Acknowledged& acknowledged, const std::function<bool()>& is_over);
  void begin_epoch();
  std::uint64_t take_rows_sent() { return std::exchange(rows_sent_, 0); }  // since the last call

 private:
  enum class Portion { kNothing, kSomething, kSinkFull };
  Result<Portion> portion_of(std::size_t shard, const Acknowledged& acknowledged, const std::function<bool()>& is_over);
  Result<bool> send(std::size_t shard);
  void count_out(const RowBatch& batch);

  RunContext& run_;
  Transaction& transaction_;
  Instruments& instruments_;
  std::vector<std::unique_ptr<RowBatch>> unsent_;  // by shard: taken from its queue, not yet by the sink
  std::vector<bool> past_ack_;                     // by shard
  std::size_t first_ = 0;                          // shard that a round begins with
  std::uint64_t rows_sent_ = 0;
  std::vector<RowView> views_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> sent_;  // rows and bytes by topic, of one batch
};

}  // namespace millrace
