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

std::vector<PooledBlock> BlockPool::take_superfluous() {
  kept_ = std::max(std::exchange(most_out_, 0), kept_ - (kept_ + kForgetting - 1) / kForgetting);
  if (spare_.size() <= kept_) return {};
  const auto first = spare_.begin() + static_cast<std::ptrdiff_t>(kept_);
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

}  // namespace millrace
