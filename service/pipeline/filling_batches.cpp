#include "service/pipeline/filling_batches.h"

#include <algorithm>
#include <utility>

namespace millrace {
namespace {

constexpr std::size_t kItems = 1024;
constexpr std::size_t kBytes = 64 << 10;

bool fits(const InputBatch& batch, std::size_t bytes) {
  const auto& updates = batch.updates;
  return updates.items.size() < kItems && updates.bytes.capacity() - updates.bytes.size() >= bytes &&
         !batch.rows.is_full();
}

}  // namespace

FillingBatches::FillingBatches(std::span<const std::unique_ptr<InputChannel>> channels, const EndOfRun& ended)
    : channels_(channels), ended_(ended) {
  for (const auto& channel : channels_) filling_.push_back(channel->fresh());
}

InputBatch& FillingBatches::with_room(std::size_t shard, std::size_t bytes) {
  auto& batch = filling_[shard];
  if (fits(*batch, bytes)) return *batch;
  auto& channel = *channels_[shard];
  if (!batch->empty()) {
    channel.send({std::move(batch), std::nullopt, std::nullopt}, ended_);
    batch = channel.fresh();
  }
  auto& room = batch->updates.bytes;
  if (room.capacity() < std::max(bytes, kBytes)) room.reserve(std::max(bytes, kBytes));
  return *batch;
}

void FillingBatches::send_all(const WatermarkShare& share) {
  const bool moved = sent_share_ != share;
  for (std::size_t shard = 0; shard < filling_.size(); ++shard) {
    auto& channel = *channels_[shard];
    InputMessage message;
    if (!filling_[shard]->empty()) message.batch = std::exchange(filling_[shard], channel.fresh());
    if (moved) message.watermark = share;
    if ((message.batch || message.watermark) && !channel.send(std::move(message), ended_)) return;
  }
  sent_share_ = share;
}

void FillingBatches::send_barrier(CheckpointId id) {
  for (const auto& channel : channels_) channel->send_at_once({nullptr, std::nullopt, id});
  ring();
}

void FillingBatches::ring() {
  for (const auto& channel : channels_) channel->ring();
}

std::chrono::nanoseconds FillingBatches::waited() const {
  std::chrono::nanoseconds waited{0};
  for (const auto& channel : channels_) waited += channel->waited();
  return waited;
}

}  // namespace millrace
