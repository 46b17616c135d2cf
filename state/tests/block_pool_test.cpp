#include "state/block_pool.h"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <thread>

namespace millrace {
namespace {

// Takes so many, then gives all back.
std::set<const char*> use(BlockPool& pool, std::size_t blocks) {
  std::vector<PooledBlock> taken;
  std::set<const char*> places;
  for (std::size_t i = 0; i < blocks; ++i) {
    taken.push_back(pool.take());
    std::memset(taken.back().get(), 1, BlockPool::kBlockBytes);
    places.insert(taken.back().get());
  }
  for (auto& block : taken) pool.give_back(std::move(block));
  return places;
}

TEST(BlockPool, NeverGivesOutABlockTwice) {
  BlockPool pool;
  use(pool, 5);
  EXPECT_EQ(use(pool, 20).size(), 20U);
}

TEST(BlockPool, KeepsAllThatWasOutAtOnce) {
  BlockPool pool;
  const auto first = use(pool, 2'000);
  EXPECT_EQ(pool.spare_blocks(), 2'000U);
  EXPECT_EQ(use(pool, 2'000), first);
}

TEST(BlockPool, ASmallUseBetweenLargeOnesCostsLittle) {
  BlockPool pool;
  use(pool, 160);
  use(pool, 1);
  EXPECT_EQ(pool.spare_blocks(), 150U);
}

TEST(BlockPool, ForgetsALargeUseInTime) {
  BlockPool pool;
  use(pool, 1'000);
  for (int i = 0; i < 200; ++i) use(pool, 1);
  EXPECT_EQ(pool.spare_blocks(), 1U);
}

TEST(BlockPool, KeepsWhatIsStillOut) {
  BlockPool pool;
  auto held = pool.take();
  held[0] = 'x';
  for (int i = 0; i < 100; ++i) use(pool, 10);
  EXPECT_EQ(pool.spare_blocks(), 10U);
  EXPECT_EQ(held[0], 'x');
  pool.give_back(std::move(held));
  EXPECT_EQ(pool.spare_blocks(), 11U);
}

TEST(BlockPool, HasReadyWhatIsExpected) {
  BlockPool pool;
  pool.expect(3);
  EXPECT_EQ(pool.spare_blocks(), 3U);
  pool.expect(2);
  EXPECT_EQ(pool.spare_blocks(), 5U);
}

TEST(BlockPool, MakesNothingReadyThatItHasAnyhow) {
  BlockPool pool;
  use(pool, 10);
  pool.expect(10);
  EXPECT_EQ(pool.spare_blocks(), 10U);
}

TEST(BlockPool, KeepsWhatIsExpectedAndForgetsWhatNoLongerIs) {
  BlockPool pool;
  pool.expect(100);
  use(pool, 1);
  EXPECT_EQ(pool.spare_blocks(), 100U);
  pool.expect_no_longer(100);
  use(pool, 1);
  EXPECT_EQ(pool.spare_blocks(), 1U);
}

TEST(BlockPool, ServesManyThreads) {
  BlockPool pool;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&pool] {
      for (int i = 0; i < 200; ++i) EXPECT_EQ(use(pool, 3).size(), 3U);
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_LE(pool.spare_blocks(), 12U);
}

}  // namespace
}  // namespace millrace
