#include "state/entry_store.h"

#include <gtest/gtest.h>

#include "state/byte_order.h"
#include "state/entry.h"
#include "state/tests/accumulators.h"

namespace millrace {
namespace {

constexpr std::size_t kStride = 48;

void append_numbers(EntryStore& store, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    store.reserve(1);
    const auto number = store.size();
    store_integer(store.append(), std::uint64_t{number});
  }
}

TEST(EntryStore, KeepsEntriesWhileItGrows) {
  PaneMemory memory;
  EntryStore store(kStride, memory);
  append_numbers(store, 3 * EntryStore::kChunk + 5);
  for (std::size_t i = 0; i < store.size(); ++i) ASSERT_EQ(load_integer<std::uint64_t>(store.at(i)), i);
}

TEST(EntryStore, ReservedRoomDoesNotMove) {
  PaneMemory memory;
  EntryStore store(kStride, memory);
  for (int round = 0; round < 200; ++round) {
    store.reserve(64);
    append_numbers(store, 1);
    const char* before = store.at(store.size() - 1);
    append_numbers(store, 63);
    ASSERT_EQ(store.at(store.size() - 64), before);
  }
}

TEST(EntryStore, SmallOnesHoldLittleAndLargeOnesLittleMore) {
  PaneMemory memory;
  EntryStore store(kStride, memory);
  EXPECT_EQ(store.bytes(), 0U);
  append_numbers(store, 10);
  EXPECT_LE(store.bytes(), 64 * kStride);
  append_numbers(store, 100'000);
  EXPECT_LE(store.bytes(), (100'010 + EntryStore::kChunk) * kStride);
}

TEST(EntryStore, PiecesLieSideBySide) {
  PaneMemory memory;
  EntryStore store(kStride, memory);
  append_numbers(store, 3 * EntryStore::kChunk);
  std::vector<std::size_t> pieces;
  std::size_t number = 100;
  store.for_each_piece(100, 2 * EntryStore::kChunk, [&](const char* entry, std::size_t count) {
    pieces.push_back(count);
    for (std::size_t i = 0; i < count; ++i) {
      ASSERT_EQ(load_integer<std::uint64_t>(entry + i * kStride), number++);
    }
  });
  EXPECT_EQ(pieces, (std::vector<std::size_t>{EntryStore::kChunk - 100, EntryStore::kChunk, 100}));
}

TEST(EntryLayout, LeavesKeysAsMuchRoomAsRoundingGives) {
  const EntryLayout count{AccumulatorLayout(std::vector{test::spec(AccumulatorKind::kCountAll)})};
  EXPECT_EQ(count.stride(), 48U);
  EXPECT_EQ(count.inline_key(), 48U - 8U - 8U);
  const EntryLayout all{AccumulatorLayout(test::every_spec())};
  EXPECT_EQ(all.stride() % 16, 0U);
  EXPECT_GE(all.inline_key(), 22U);
}

TEST(EntryLayout, KeysOfEveryLengthComeBack) {
  const EntryLayout layout{AccumulatorLayout(std::vector{test::spec(AccumulatorKind::kCountAll)})};
  std::string entry(layout.stride(), 'x');
  for (std::size_t length = 0; length < 100; ++length) {
    const std::string key(length, 'k');
    layout.make(entry.data(), 7, key);
    ASSERT_EQ(layout.key(entry.data()), key);
    ASSERT_EQ(EntryLayout::hash(entry.data()), 7U);
    ASSERT_EQ(layout.has_long_key(entry.data()), length > layout.inline_key());
  }
}

TEST(EqualBytes, SeesEveryByteOfEveryLength) {
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string a(length, 'a');
    EXPECT_TRUE(equal_bytes(a.data(), std::string(length, 'a').data(), length));
    for (std::size_t at = 0; at < length; ++at) {
      auto b = a;
      b[at] = 'b';
      ASSERT_FALSE(equal_bytes(a.data(), b.data(), length)) << length << " " << at;
    }
  }
}

}  // namespace
}  // namespace millrace
