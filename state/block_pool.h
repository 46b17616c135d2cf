// Buffers of one size, kept between uses: a page fault costs more than filling the page.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace millrace {

using PooledBlock = std::unique_ptr<char[]>;

// Any thread. Keeps as many spare blocks as were lately out at once, or as are expected to be: a freeze of every key
// must not fault its pages, nor one large epoch hold its memory for good.
class BlockPool {
 public:
  static constexpr std::size_t kBlockBytes = std::size_t{64} << 10;

  PooledBlock take();
  void give_back(PooledBlock block);

  // So many more will be taken soon: makes what is missing ready, at most so many.
  void expect(std::size_t more);
  void expect_no_longer(std::size_t blocks);

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
  std::size_t expected_ = 0;
};

// What one taker expects of the process's pool, until it has taken it. One thread.
class ExpectedBlocks {
 public:
  ExpectedBlocks() = default;
  ~ExpectedBlocks() { reset(); }
  ExpectedBlocks(const ExpectedBlocks&) = delete;
  ExpectedBlocks& operator=(const ExpectedBlocks&) = delete;

  // In all, since the last reset. To be told often, for each call makes ready what has come since the one before.
  void at_least(std::size_t bytes) {
    if (bytes > blocks_ * BlockPool::kBlockBytes) grow(bytes);
  }
  void reset();

 private:
  void grow(std::size_t bytes);

  std::size_t blocks_ = 0;
};

}  // namespace millrace
