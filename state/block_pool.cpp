#include "state/block_pool.h"

namespace millrace {

PooledBlock BlockPool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!spare_.empty()) {
      auto block = std::move(spare_.back());
      spare_.pop_back();
      return block;
    }
  }
  return std::make_unique_for_overwrite<char[]>(kBlockBytes);
}

void BlockPool::give_back(PooledBlock block) {
  const std::lock_guard lock(mutex_);
  if (spare_.size() < kKeptBlocks) spare_.push_back(std::move(block));
}

BlockPool& BlockPool::of_process() {
  static BlockPool pool;
  return pool;
}

}  // namespace millrace
