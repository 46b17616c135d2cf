// The batches that one source fills, one for each shard, and how they leave.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "service/pipeline/router.h"
#include "service/pipeline/run_context.h"

namespace millrace {

// The source's thread only. After the end of a run nothing of it counts, so what cannot be sent then is dropped.
class FillingBatches final : public ShardBatches {
 public:
  // `channels`: by shard; viewed, as is `ended`.
  FillingBatches(std::span<const std::unique_ptr<InputChannel>> channels, const EndOfRun& ended);

  InputBatch& with_room(std::size_t shard, std::size_t bytes) override;

  // Sends what there is, and behind it the watermark, if it has moved.
  void send_all(const WatermarkShare& share);
  // Every shard gets the barrier, and hears of it, before any later batch.
  void send_barrier(CheckpointId id);
  // Wakes the shards that something was sent to since the last time: once for all that one look at Kafka brought.
  void ring();

  std::chrono::nanoseconds waited() const;  // for room in the channels, all in all

 private:
  std::span<const std::unique_ptr<InputChannel>> channels_;
  const EndOfRun& ended_;
  std::vector<std::unique_ptr<InputBatch>> filling_;
  std::optional<WatermarkShare> sent_share_;
};

}  // namespace millrace
