// Buffers of one size, kept between uses: a page fault costs more than filling the page.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace millrace {

using PooledBlock = std::unique_ptr<char[]>;

// Any thread. Keeps as many spare blocks as were lately out at once: a freeze of every key must not fault its pages
// anew each time, nor one large epoch hold its memory for good.
class BlockPool {
 public:
  static constexpr std::size_t kBlockBytes = std::size_t{64} << 10;

  PooledBlock take();
  void give_back(PooledBlock block);

  std::size_t spare_blocks() const;

  static BlockPool& of_process();

 private:
  // What is kept shrinks by this part each time all blocks are back, unless as many were out again.
  static constexpr std::size_t kForgetting = 16;
  std::vector<PooledBlock> take_superfluous();

  mutable std::mutex mutex_;
  std::vector<PooledBlock> spare_;  // under mutex_, as all below
  std::size_t out_ = 0;
  std::size_t most_out_ = 0;  // since all blocks were last back
  std::size_t kept_ = 0;
};

}  // namespace millrace
