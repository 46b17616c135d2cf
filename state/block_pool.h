// Buffers of one size, kept between uses: a page fault costs more than filling the page.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace millrace {

using PooledBlock = std::unique_ptr<char[]>;

// Any thread.
class BlockPool {
 public:
  static constexpr std::size_t kBlockBytes = std::size_t{64} << 10;
  static constexpr std::size_t kKeptBlocks = 512;  // 32 MiB; what exceeds it goes back to the system

  PooledBlock take();
  void give_back(PooledBlock block);

  static BlockPool& of_process();

 private:
  std::mutex mutex_;
  std::vector<PooledBlock> spare_;  // under mutex_
};

}  // namespace millrace
