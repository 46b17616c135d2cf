// What state.memory is compared with.
#include <gmock/gmock.h>

#include "state/tests/pane_records.h"

namespace millrace {
namespace {

using test::batch_of;
using test::CountingShard;
using test::kOrders;
using test::order;
using test::Record;
using test::spec;

std::vector<Record> keys(std::int64_t pane_end, int count, std::size_t key_bytes = 12) {
  std::vector<Record> records;
  for (int i = 0; i < count; ++i) {
    auto key = std::to_string(i);
    records.push_back(order(pane_end, std::string(key_bytes - std::min(key_bytes, key.size()), '0') + key));
  }
  return records;
}

std::uint64_t bytes(CountingShard& shard) { return shard.state().size().bytes; }

TEST(Size, OfNothingIsNothing) {
  CountingShard shard;
  const auto size = shard.state().size();
  EXPECT_EQ(size.panes, 0U);
  EXPECT_EQ(size.keys, 0U);
  EXPECT_EQ(size.bytes, 0U);
}

TEST(Size, CountsPanesAndKeys) {
  CountingShard shard;
  shard.apply({order(10, "a"), order(10, "b"), order(20, "a"), order(10, "a")});
  EXPECT_EQ(shard.state().size().panes, 2U);
  EXPECT_EQ(shard.state().size().keys, 3U);
}

TEST(Size, GrowsWithKeys) {
  CountingShard shard;
  shard.apply(keys(10, 10));
  EXPECT_LT(bytes(shard), 8'000U);
  shard.apply(keys(10, 100'000));
  EXPECT_GT(bytes(shard), 100'000U * 64);
  EXPECT_LT(bytes(shard), 100'000U * 64 * 2);
}

TEST(Size, GrowsWithLongKeys) {
  CountingShard shorts, longs;
  shorts.apply(keys(10, 10'000, 12));
  longs.apply(keys(10, 10'000, 512));
  EXPECT_GT(bytes(longs), bytes(shorts) + 10'000U * 500);
}

TEST(Size, GrowsWithTexts) {
  ShardState state({{kOrders, {spec(AccumulatorKind::kMin, TypeKind::kText)}, Millis{0}}});
  const std::string text(1000, 't');
  const Record record{kOrders, 10, "key", {Value::of_text(text)}};
  state.apply(batch_of({&record, 1}));
  EXPECT_GT(state.size().bytes, 1000U);
}

TEST(Size, DoesNotGrowWithUpdates) {
  CountingShard shard;
  shard.apply(keys(10, 5'000));
  const auto before = bytes(shard);
  for (int i = 0; i < 50; ++i) shard.apply(keys(10, 5'000));
  EXPECT_EQ(bytes(shard), before);
}

TEST(Size, ShrinksAsPanesExpire) {
  CountingShard shard;
  shard.apply(keys(1, 50'000));
  shard.apply(keys(2, 50'000));
  shard.apply(keys(3, 50'000));
  const auto full = bytes(shard);
  shard.advance(3);
  EXPECT_LT(bytes(shard), full / 2);  // what one pane had is kept for the next
  for (std::int64_t end = 4; end < 60; ++end) {
    shard.apply(keys(end, 1));
    shard.advance(end);
  }
  EXPECT_LT(bytes(shard), 10'000U);
}

TEST(Size, AnExpiredPanesMemoryServesTheNextOne) {
  CountingShard shard;
  shard.apply(keys(1, 50'000));
  shard.advance(1);
  shard.apply(keys(2, 50'000));
  const auto second = bytes(shard);
  shard.advance(2);
  shard.apply(keys(3, 50'000));
  EXPECT_LT(bytes(shard), second + second / 50);
}

// Strays far ahead in time must not each take what a full pane takes.
TEST(Size, APaneOfFewKeysStaysSmallAfterLargeOnes) {
  CountingShard shard;
  shard.apply(keys(1, 100'000));
  shard.advance(1);
  const auto spare = bytes(shard);
  for (std::int64_t end = 100; end < 200; ++end) shard.apply(keys(end, 2));
  EXPECT_LT(bytes(shard), spare + 100 * 8'000);
}

TEST(Size, HoldsFrozenDataUntilNobodyReadsIt) {
  CountingShard shard;
  shard.apply(keys(10, 50'000, 100));
  const auto before = bytes(shard);
  auto delta = shard.freeze();
  EXPECT_GE(bytes(shard), before + delta->bytes());
  const auto other = delta;
  delta.reset();
  EXPECT_GE(bytes(shard), before + other->bytes());
}

TEST(Size, LetsFrozenDataGoWithItsLastReader) {
  CountingShard shard;
  shard.apply(keys(10, 50'000, 100));
  const auto before = bytes(shard);
  shard.freeze();
  EXPECT_EQ(bytes(shard), before);
}

}  // namespace
}  // namespace millrace
