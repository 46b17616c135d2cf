#include "state/pane_memory.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace millrace {
namespace {

constexpr std::size_t kBlock = 64 << 10;

TEST(PaneMemory, KeepsNothingBeforeAPaneExpires) {
  PaneMemory memory;
  memory.give_back(memory.take(kBlock));
  EXPECT_EQ(memory.spare_bytes(), 0U);
}

TEST(PaneMemory, GivesTheNextPaneTheBlocksOfTheLast) {
  PaneMemory memory;
  auto block = memory.take(kBlock);
  const char* place = block.data();
  memory.pane_expires(kBlock);
  memory.give_back(std::move(block));
  EXPECT_EQ(memory.spare_bytes(), kBlock);
  EXPECT_NE(memory.take(kBlock / 2).data(), place);  // another size
  EXPECT_EQ(memory.take(kBlock).data(), place);
  EXPECT_EQ(memory.spare_bytes(), 0U);
}

TEST(PaneMemory, KeepsNoMoreThanOnePaneHad) {
  PaneMemory memory;
  std::vector<MemoryBlock> blocks;
  for (int i = 0; i < 5; ++i) blocks.push_back(memory.take(kBlock));
  memory.pane_expires(3 * kBlock);
  for (auto& block : blocks) memory.give_back(std::move(block));
  EXPECT_EQ(memory.spare_bytes(), 3 * kBlock);
}

TEST(PaneMemory, LetsGoSlowlyWhenPanesBecomeSmaller) {
  PaneMemory memory;
  std::vector<MemoryBlock> blocks;
  for (int i = 0; i < 8; ++i) blocks.push_back(memory.take(kBlock));
  memory.pane_expires(8 * kBlock);
  for (auto& block : blocks) memory.give_back(std::move(block));
  memory.pane_expires(0);
  EXPECT_EQ(memory.spare_bytes(), 6 * kBlock);
  for (int i = 0; i < 100; ++i) memory.pane_expires(0);
  EXPECT_EQ(memory.spare_bytes(), 0U);
}

TEST(PaneMemory, LeavesSmallBlocksToTheAllocator) {
  PaneMemory memory;
  memory.pane_expires(kBlock);
  memory.give_back(memory.take(100));
  EXPECT_EQ(memory.spare_bytes(), 0U);
}

TEST(PaneMemory, ExpectsPanesLikeTheLastOnes) {
  PaneMemory memory;
  EXPECT_EQ(memory.expected_entries(), 0U);
  memory.pane_fired(1000);
  memory.pane_fired(10);
  EXPECT_EQ(memory.expected_entries(), 750U);
  memory.pane_fired(2000);
  EXPECT_EQ(memory.expected_entries(), 2000U);
}

TEST(MemoryBlock, LiesOnACacheLine) {
  for (const std::size_t bytes : {1, 63, 65, 4096}) {
    const MemoryBlock block(bytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block.data()) % 64, 0U);
    EXPECT_EQ(block.size(), bytes);
  }
}

}  // namespace
}  // namespace millrace
