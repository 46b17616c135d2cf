// What a freeze copies out, and what it leaves out.
#include <gmock/gmock.h>

#include <thread>

#include "state/block_pool.h"
#include "state/tests/pane_records.h"

namespace millrace {
namespace {

using test::counting;
using test::CountingShard;
using test::entries_of;
using test::keys_of;
using test::kOrders;
using test::kVisits;
using test::order;
using test::Record;
using test::spec;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using enum AccumulatorKind;

TEST(Freeze, OfNothingIsNothing) {
  CountingShard shard;
  EXPECT_EQ(shard.freeze(), nullptr);
  shard.advance(100);
  EXPECT_EQ(shard.freeze(), nullptr);
}

TEST(Freeze, CopiesWhatChangedSinceTheLastOne) {
  CountingShard shard;
  shard.apply({order(10, "a"), order(20, "b"), order(10, "c")});
  EXPECT_THAT(keys_of(shard.freeze()), ElementsAre("10 a", "10 c", "20 b"));
  EXPECT_EQ(shard.freeze(), nullptr);
  shard.apply({order(10, "c"), order(20, "d")});
  EXPECT_THAT(keys_of(shard.freeze()), ElementsAre("10 c", "20 d"));
}

TEST(Freeze, CountsItsEntriesAndBytes) {
  CountingShard shard;
  std::vector<Record> records;
  for (int i = 0; i < 5'000; ++i) records.push_back(order(10, std::to_string(i)));
  shard.apply(records);
  const auto delta = shard.freeze();
  EXPECT_EQ(delta->entries(), 5'000U);
  EXPECT_EQ(entries_of(*delta).size(), 5'000U);
  EXPECT_GT(delta->bytes(), 5'000U * 32);
}

TEST(Freeze, FindsItsMemoryReady) {
  CountingShard shard;
  std::vector<Record> records;
  for (int i = 0; i < 20'000; ++i) records.push_back(order(10, std::to_string(i)));
  shard.apply(records);
  shard.apply(records);
  const auto ready = BlockPool::of_process().spare_blocks();
  EXPECT_GE(ready * BlockPool::kBlockBytes, shard.freeze()->bytes());
}

TEST(Freeze, HoldsAbsoluteValues) {
  CountingShard shard;
  shard.apply({order(10, "a", 5)});
  shard.freeze();
  shard.apply({order(10, "a", 6)});
  const auto delta = shard.freeze();
  const AccumulatorLayout layout(counting(kOrders).accumulators);
  test::Accumulators both(counting(kOrders).accumulators);
  both.update({Value::of_bigint(5)}).update({Value::of_bigint(6)});
  EXPECT_EQ(entries_of(*delta).at(0).accumulators, both.encoded());
  delta->for_each([](const DeltaEntry& entry) { EXPECT_EQ(entry.kind, EntryKind::kAbsolute); });
}

TEST(Freeze, NamesPanesThatExpiredAfterTheyWereStored) {
  CountingShard shard({counting(kOrders), counting(kVisits)});
  shard.apply({order(10, "a"), order(20, "a"), order(30, "a"), order(10, "a", 1, kVisits)});
  shard.freeze();
  shard.advance(25);
  const auto delta = shard.freeze();
  EXPECT_THAT(keys_of(delta), IsEmpty());
  EXPECT_THAT(delta->expired_through(), ElementsAre(Pair(kOrders, event_time(20))));
  EXPECT_EQ(shard.freeze(), nullptr);
}

TEST(Freeze, LeavesOutPanesThatOpenedAndExpiredBetweenTwo) {
  CountingShard shard;
  shard.apply({order(10, "a"), order(20, "a")});
  shard.advance(10);
  const auto delta = shard.freeze();
  EXPECT_THAT(keys_of(delta), ElementsAre("20 a"));
  EXPECT_THAT(delta->expired_through(), IsEmpty());
}

TEST(Freeze, ExpiryNeverGoesBack) {
  CountingShard shard(5);
  auto last = EventTime::min();
  for (std::int64_t time = 10; time < 300; time += 10) {
    shard.apply({order(time, "a"), order(time + 10, "b")});
    shard.advance(time);
    const auto delta = shard.freeze();
    for (const auto& [query, through] : delta->expired_through()) {
      EXPECT_GT(through, last);
      last = through;
      for (const auto& entry : entries_of(*delta)) EXPECT_GT(event_time(entry.pane_end), through);
    }
  }
  EXPECT_EQ(last, event_time(280));
}

TEST(FrozenDelta, StaysAsItWas) {
  const std::vector specs = {spec(kCountAll), spec(kMin, TypeKind::kText), spec(kMax, TypeKind::kText)};
  ShardState state({{kOrders, specs, Millis{0}}});
  const std::string long_key(100, 'k'), huge_key(100'000, 'h'), huge_text(200'000, 'm');
  const auto records = [&](const std::string& text) {
    std::vector<Record> all;
    for (const auto& key : {std::string("short"), long_key, huge_key, std::string()}) {
      all.push_back({kOrders, 10, key, {Value::of_text(text)}});
    }
    return all;
  };
  state.apply(test::batch_of(records(huge_text)));
  state.apply(test::batch_of(records("")));
  const auto delta = state.freeze();
  const auto before = entries_of(*delta);
  state.apply(test::batch_of(records("a")));
  state.apply(test::batch_of(records(std::string(200'001, 'z'))));
  EXPECT_EQ(entries_of(*delta), before);

  test::Accumulators expected(specs);
  expected.update({Value::of_text(huge_text)}).update({Value::of_text("")});
  ASSERT_EQ(before.size(), 4U);
  for (const auto& entry : before) EXPECT_EQ(entry.accumulators, expected.encoded());
  EXPECT_EQ(before[1].key, long_key);
  EXPECT_EQ(before[2].key, huge_key);
}

TEST(FrozenDelta, OutlivesItsShard) {
  std::shared_ptr<const FrozenDelta> delta;
  const std::string long_key(100, 'k');
  {
    CountingShard shard;
    shard.apply({order(10, "a"), order(10, long_key)});
    delta = shard.freeze();
  }
  EXPECT_THAT(keys_of(delta), ElementsAre("10 a", "10 " + long_key));
}

TEST(FrozenDelta, IsReadByOtherThreadsWhileTheShardGoesOn) {
  CountingShard shard;
  std::vector<Record> records;
  for (int i = 0; i < 20'000; ++i) records.push_back(order(10, std::string(40, 'x') + std::to_string(i), i));
  shard.apply(records);
  auto delta = shard.freeze();
  const auto before = entries_of(*delta);
  std::vector<std::thread> readers;
  std::atomic<int> equal = 0;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&equal, &before, delta] { equal += entries_of(*delta) == before; });
  }
  delta.reset();
  for (int i = 0; i < 5; ++i) {
    shard.apply(records);
    shard.freeze();
  }
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(equal, 3);
}

TEST(FrozenDelta, KeepsManyRunsOfManyPanes) {
  CountingShard shard;
  std::vector<Record> all, some;
  std::vector<std::string> expected;
  for (int pane = 1; pane <= 3; ++pane) {
    for (int i = 0; i < 10'000; ++i) {
      all.push_back(order(pane, std::to_string(i), i));
      if (i % 3 != 0) some.push_back(all.back());
    }
  }
  shard.apply(all);
  shard.freeze();
  shard.apply(some);
  for (const auto& record : some) expected.push_back(std::to_string(record.pane_end) + " " + record.key);
  EXPECT_EQ(keys_of(shard.freeze()), expected);
}

}  // namespace
}  // namespace millrace
