#include "state/byte_arena.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

namespace millrace {
namespace {

class ByteArenaTest : public ::testing::Test {
 protected:
  PaneMemory memory_;
  ByteArena arena_{memory_};
};

TEST_F(ByteArenaTest, KeepsEveryTextWhereItIs) {
  std::vector<std::string> texts;
  std::vector<std::string_view> kept;
  for (std::size_t i = 0; i < 2000; ++i) {
    texts.emplace_back(i % 300 + (i % 500 == 0 ? 300'000 : 0), static_cast<char>(i));
    kept.emplace_back(arena_.keep(texts.back()), texts.back().size());
  }
  for (std::size_t i = 0; i < texts.size(); ++i) ASSERT_EQ(kept[i], texts[i]) << i;
}

TEST_F(ByteArenaTest, RoomIsAsLargeAsAsked) {
  for (const std::size_t bytes : {0, 1, 16, 17, 1000, 70'000, 1'000'000}) {
    const auto room = arena_.take(bytes);
    ASSERT_GE(room.capacity, bytes);
    std::memset(room.data, 1, room.capacity);
  }
  EXPECT_THROW(arena_.take(std::size_t{3} << 30), std::length_error);
}

TEST_F(ByteArenaTest, GivesOutAgainWhatWasGivenBack) {
  const auto first = arena_.take(100), second = arena_.take(100);
  arena_.give_back(first);
  arena_.give_back(second);
  const auto held = arena_.bytes();
  EXPECT_EQ(arena_.take(128).data, second.data);
  EXPECT_EQ(arena_.take(65).data, first.data);
  EXPECT_EQ(arena_.bytes(), held);
  EXPECT_NE(arena_.take(64).data, first.data);
}

TEST_F(ByteArenaTest, ATextThatGrowsForEverLeavesLittleBehind) {
  ByteArena::Room room{nullptr, 0};
  for (std::size_t bytes = 1; bytes < 100'000; ++bytes) {
    if (bytes <= room.capacity) continue;
    arena_.give_back(room);
    room = arena_.take(bytes);
  }
  EXPECT_LT(arena_.bytes(), 4 * 100'000U);
}

TEST_F(ByteArenaTest, HoldsLittleForLittle) {
  EXPECT_EQ(arena_.bytes(), 0U);
  arena_.keep("some key");
  EXPECT_LE(arena_.bytes(), 1024U);
}

TEST_F(ByteArenaTest, ALargeTextLeavesTheRestOfTheBlockInUse) {
  const char* before = arena_.keep("ab");
  arena_.keep(std::string(100'000, 'x'));
  EXPECT_EQ(arena_.keep("cd"), before + 2);
}

}  // namespace
}  // namespace millrace
