#include "state/block_pool.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace millrace {

PooledBlock BlockPool::take() {
  {
    const std::lock_guard lock(mutex_);
    most_out_ = std::max(most_out_, ++out_);
    if (!spare_.empty()) {
      auto block = std::move(spare_.back());
      spare_.pop_back();
      return block;
    }
  }
  return std::make_unique_for_overwrite<char[]>(kBlockBytes);
}

void BlockPool::give_back(PooledBlock block) {
  std::vector<PooledBlock> superfluous;  // freed after the lock is
  const std::lock_guard lock(mutex_);
  spare_.push_back(std::move(block));
  if (--out_ == 0) superfluous = take_superfluous();
}

void BlockPool::expect(std::size_t more) {
  std::size_t missing = 0;
  {
    const std::lock_guard lock(mutex_);
    expected_ += more;
    if (expected_ > spare_.size()) missing = std::min(more, expected_ - spare_.size());
  }
  std::vector<PooledBlock> made;  // without the lock: their pages are faulted here
  for (std::size_t i = 0; i < missing; ++i) made.push_back(std::make_unique<char[]>(kBlockBytes));
  const std::lock_guard lock(mutex_);
  std::ranges::move(made, std::back_inserter(spare_));
}

void BlockPool::expect_no_longer(std::size_t blocks) {
  const std::lock_guard lock(mutex_);
  expected_ -= blocks;
}

std::vector<PooledBlock> BlockPool::take_superfluous() {
  kept_ = std::max(std::exchange(most_out_, 0), kept_ - (kept_ + kForgetting - 1) / kForgetting);
  const auto wanted = std::max(kept_, expected_);
  if (spare_.size() <= wanted) return {};
  const auto first = spare_.begin() + static_cast<std::ptrdiff_t>(wanted);
  std::vector<PooledBlock> superfluous(std::make_move_iterator(first), std::make_move_iterator(spare_.end()));
  spare_.erase(first, spare_.end());
  return superfluous;
}

std::size_t BlockPool::spare_blocks() const {
  const std::lock_guard lock(mutex_);
  return spare_.size();
}

BlockPool& BlockPool::of_process() {
  static BlockPool pool;
  return pool;
}

void ExpectedBlocks::grow(std::size_t bytes) {
  const auto needed = (bytes + BlockPool::kBlockBytes - 1) / BlockPool::kBlockBytes;
  BlockPool::of_process().expect(needed - blocks_);
  blocks_ = needed;
}

void ExpectedBlocks::reset() { BlockPool::of_process().expect_no_longer(std::exchange(blocks_, 0)); }

}  // namespace millrace
