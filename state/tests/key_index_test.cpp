#include "state/key_index.h"

#include <gtest/gtest.h>

#include "state/byte_order.h"

namespace millrace {
namespace {

constexpr std::size_t kEntryBytes = 16;

// Entries that consist of a hash only; the index finds all that have a hash, in the order they came.
class KeyIndexTest : public ::testing::Test {
 protected:
  void add(std::uint32_t hash) {
    entries_.reserve(1);
    if (entries_.size() + 1 > index_.capacity()) index_.rebuild(entries_, entries_.size() + 1);
    auto position = index_.home(hash);
    while (index_.next_candidate(hash, position) != KeyIndex::kNone) position = index_.after(position);
    const auto id = entries_.size();
    store_integer(entries_.append(), hash);
    index_.place(hash, position, id);
  }
  std::vector<std::uint32_t> candidates(std::uint32_t hash) const {
    std::vector<std::uint32_t> found;
    for (auto position = index_.home(hash);; position = index_.after(position)) {
      const auto id = index_.next_candidate(hash, position);
      if (id == KeyIndex::kNone) return found;
      if (load_integer<std::uint32_t>(entries_.at(id)) == hash) found.push_back(id);
    }
  }

  PaneMemory memory_;
  EntryStore entries_{kEntryBytes, memory_};
  KeyIndex index_{memory_};
};

TEST_F(KeyIndexTest, FindsEveryEntryThroughAllItsSizes) {
  constexpr std::uint32_t kMany = 300'000;
  for (std::uint32_t i = 0; i < kMany; ++i) add(i * 2'654'435'761U);
  for (std::uint32_t i = 0; i < kMany; ++i) {
    ASSERT_EQ(candidates(i * 2'654'435'761U), std::vector<std::uint32_t>{i});
  }
  EXPECT_EQ(candidates(kMany * 2'654'435'761U), std::vector<std::uint32_t>{});
}

TEST_F(KeyIndexTest, EqualHashesAreAllFound) {
  for (int i = 0; i < 1000; ++i) add(i % 2 == 0 ? 0 : ~std::uint32_t{0});
  EXPECT_EQ(candidates(0).size(), 500U);
  EXPECT_EQ(candidates(~std::uint32_t{0}).size(), 500U);
}

TEST_F(KeyIndexTest, NeighboursThatWrapAroundAreFound) {
  for (std::uint32_t i = 0; i < 60; ++i) add(127U + i * 4096U);  // the last slot of the smallest index
  for (std::uint32_t i = 0; i < 60; ++i) EXPECT_EQ(candidates(127U + i * 4096U).size(), 1U) << i;
}

TEST_F(KeyIndexTest, FingerprintsSpareMostEntriesTheLook) {
  constexpr std::uint32_t kMany = 60'000;
  for (std::uint32_t i = 0; i < kMany; ++i) add(i * 2'654'435'761U);
  std::size_t strangers = 0;
  for (std::uint32_t i = kMany; i < 2 * kMany; ++i) {
    const auto hash = i * 2'654'435'761U;
    auto position = index_.home(hash);
    strangers += index_.next_candidate(hash, position) != KeyIndex::kNone;
  }
  EXPECT_LT(strangers, kMany / 1000);
}

TEST_F(KeyIndexTest, RoomMadeAtOnceIsEnough) {
  index_.rebuild(entries_, 100'000);
  EXPECT_GE(index_.capacity(), 100'000U);
  EXPECT_LE(index_.bytes(), 4 * 4 * 100'000U);
}

// Slots say "entry + 1" and 0 for free: nothing may come out of the numbers' bits.
TEST_F(KeyIndexTest, IsNeverFullerThanNumbersReach) {
  for (const std::size_t entries : {1, 63, 64, 127, 128, 1000, 65'535, 65'536}) {
    index_.rebuild(entries_, entries);
    EXPECT_GE(index_.capacity(), entries);
    EXPECT_LT(index_.capacity(), index_.bytes() / sizeof(std::uint32_t) / 2);
  }
}

}  // namespace
}  // namespace millrace
