#include "service/pipeline/output_drain.h"

#include <algorithm>

namespace millrace {
namespace {

constexpr int kPortion = 8;  // batches of one shard in one round

}  // namespace

OutputDrain::OutputDrain(RunContext& run, Transaction& transaction, Instruments& instruments)
    : run_(run),
      transaction_(transaction),
      instruments_(instruments),
      unsent_(run.outputs.size()),
      past_ack_(run.outputs.size()) {}

void OutputDrain::begin_epoch() { std::fill(past_ack_.begin(), past_ack_.end(), false); }

Result<bool> OutputDrain::round(const Acknowledged& acknowledged, const std::function<bool()>& is_over) {
  bool any = false;
  const auto begin = first_;
  for (std::size_t i = 0; i < unsent_.size() && !is_over(); ++i) {
    const auto shard = (begin + i) % unsent_.size();
    const auto portion = portion_of(shard, acknowledged, is_over);
    if (!portion) return std::unexpected(portion.error());
    if (*portion == Portion::kSinkFull) {
      first_ = shard;
      return any;
    }
    any = any || *portion == Portion::kSomething;
  }
  return any;
}

Result<OutputDrain::Portion> OutputDrain::portion_of(std::size_t shard, const Acknowledged& acknowledged,
                                                     const std::function<bool()>& is_over) {
  auto portion = Portion::kNothing;
  for (int i = 0; i < kPortion && !past_ack_[shard] && !is_over(); ++i) {
    if (!unsent_[shard]) {
      auto message = run_.outputs[shard]->receive();
      if (!message) return portion;
      unsent_[shard] = std::move(message->rows);
      if (message->ack) {
        past_ack_[shard] = true;
        acknowledged(shard, std::move(*message->ack));
      }
    }
    portion = Portion::kSomething;
    if (!unsent_[shard]) continue;
    const auto sent = send(shard);
    if (!sent) return std::unexpected(sent.error());
    if (!*sent) return Portion::kSinkFull;
  }
  return portion;
}

// False: the sink has no room, the batch stays where it is.
Result<bool> OutputDrain::send(std::size_t shard) {
  auto& batch = unsent_[shard];
  views_.clear();
  for (const auto& row : batch->rows) views_.push_back(batch->view(row));
  if (auto produced = transaction_.produce(views_); !produced) {
    if (produced.error().reaction == Reaction::kRetry) return false;
    return std::unexpected(produced.error());
  }
  count_out(*batch);
  run_.outputs[shard]->give_back(std::move(batch));
  return true;
}

void OutputDrain::count_out(const RowBatch& batch) {
  rows_sent_ += batch.rows.size();
  sent_.assign(run_.pipeline.topics.size(), {0, 0});
  for (const auto& row : batch.rows) {
    sent_[row.topic].first += 1;
    sent_[row.topic].second += row.key_length + row.value_length;
  }
  for (std::size_t topic = 0; topic < sent_.size(); ++topic) {
    const auto [rows, bytes] = sent_[topic];
    if (rows == 0) continue;
    instruments_.rows_out(run_.pipeline.topics[topic], rows, bytes);
    run_.board.rows_out.add(run_.pipeline.topics[topic], rows, bytes);
  }
}

}  // namespace millrace
