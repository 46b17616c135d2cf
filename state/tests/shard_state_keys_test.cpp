// Which records meet in one entry, whatever their keys, hashes, panes and order.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>

#include "state/tests/pane_records.h"

namespace millrace {
namespace {

using test::counting;
using test::CountingShard;
using test::kOrders;
using test::kVisits;
using test::order;
using test::Record;
using ::testing::ElementsAre;

// Applies records in batches of about 1,000, and says what must come out.
struct Expected {
  std::map<std::pair<std::int64_t, std::string>, std::pair<int, std::int64_t>> rows;
  void add(const Record& record) {
    auto& [count, sum] = rows[{record.pane_end, record.key}];
    ++count;
    sum += record.arguments[0].integer;
  }
  std::vector<std::string> words() const {
    std::vector<std::string> all;
    for (const auto& [at, row] : rows) {
      all.push_back(std::to_string(at.first) + " " + at.second + ": " + std::to_string(row.first) + " " +
                    std::to_string(row.second));
    }
    return all;
  }
};

void feed(CountingShard& shard, const std::vector<Record>& records, Expected& expected) {
  for (std::size_t begin = 0; begin < records.size(); begin += 1000) {
    const auto end = std::min(records.size(), begin + 1000);
    shard.state().apply(test::batch_of(std::span(records).subspan(begin, end - begin)));
  }
  for (const auto& record : records) expected.add(record);
}

std::vector<Record> random_records(std::size_t count, std::size_t keys, std::size_t key_bytes, int panes) {
  std::mt19937_64 random(count + keys);
  std::vector<Record> records;
  for (std::size_t i = 0; i < count; ++i) {
    auto key = std::to_string(random() % keys);
    key.insert(0, key_bytes - std::min(key_bytes, key.size()), '0');
    records.push_back(order(10 * static_cast<std::int64_t>(1 + random() % static_cast<unsigned>(panes)), key,
                            static_cast<std::int64_t>(random() % 100)));
  }
  return records;
}

// In any order; gmock's matcher for that takes minutes.
void expect_fired(CountingShard& shard, const Expected& expected) {
  EXPECT_EQ(shard.state().size().keys, expected.rows.size());
  auto fired = shard.advance(10'000), words = expected.words();
  std::ranges::sort(fired);
  std::ranges::sort(words);
  EXPECT_EQ(fired, words);
}

void expect_equals_the_map(std::size_t count, std::size_t keys, std::size_t key_bytes, int panes) {
  CountingShard shard;
  Expected expected;
  feed(shard, random_records(count, keys, key_bytes, panes), expected);
  expect_fired(shard, expected);
}

TEST(Keys, OfASmallPaneAreThoseOfAMap) { expect_equals_the_map(20'000, 1'000, 8, 1); }
TEST(Keys, OfALargePaneAreThoseOfAMap) { expect_equals_the_map(200'000, 50'000, 8, 1); }
TEST(Keys, LongOnesOfALargePaneAreThoseOfAMap) { expect_equals_the_map(120'000, 40'000, 60, 1); }
TEST(Keys, OfManyPanesAreThoseOfAMap) { expect_equals_the_map(50'000, 500, 8, 30); }

// The look-up in passes begins in the middle of the feed; what it finds must not depend on that.
TEST(Keys, NewOnesOfOneRunAreFoundByTheSameRun) {
  CountingShard shard;
  Expected expected;
  std::vector<Record> records;
  for (int i = 0; i < 20'000; ++i) records.push_back(order(10, "filler" + std::to_string(i)));
  for (int i = 0; i < 1'000; ++i) records.push_back(order(10, "twice" + std::to_string(i / 2)));
  feed(shard, records, expected);
  expect_fired(shard, expected);
}

TEST(Keys, WithEqualHashesStayApart) {
  for (const std::size_t filler : {0, 17'000}) {  // below and above the size from which look-ups go in passes
    CountingShard shard;
    Expected expected;
    std::vector<Record> records;
    for (std::size_t i = 0; i < filler; ++i) records.push_back(order(10, "filler" + std::to_string(i)));
    for (int i = 0; i < 600; ++i) {
      records.push_back(order(10, "key" + std::to_string(i % 200), i));
      records.back().hash = 42;
    }
    feed(shard, records, expected);
    expect_fired(shard, expected);
  }
}

TEST(Keys, ThatDifferInTheLastByteOnlyStayApart) {
  for (const std::size_t length : {0, 3, 7, 15, 21, 22, 23, 30, 31, 32, 33, 63, 64, 65, 1000, 100'000}) {
    CountingShard shard;
    const std::string stem(length, 'k');
    for (int round = 0; round < 2; ++round) {
      shard.apply(
          {{kOrders, 10, stem + "a", {Value::of_bigint(1)}, 5}, {kOrders, 10, stem + "b", {Value::of_bigint(2)}, 5}});
    }
    EXPECT_THAT(shard.advance(10), ElementsAre("10 " + stem + "a: 2 2", "10 " + stem + "b: 2 4")) << length;
  }
}

TEST(Keys, MayBeEmptyAndHoldZeros) {
  CountingShard shard;
  const std::string zeros(3, '\0');
  shard.apply({order(10, ""), order(10, zeros), order(10, ""), order(10, zeros + zeros)});
  EXPECT_THAT(shard.advance(10), ElementsAre("10 : 2 2", "10 " + zeros + ": 1 1", "10 " + zeros + zeros + ": 1 1"));
}

// More panes than are gathered at a time, and two queries that take turns.
TEST(Keys, OfInterleavedPanesKeepTheirOrder) {
  CountingShard shard({counting(kOrders), counting(kVisits)});
  std::vector<Record> records;
  std::vector<std::string> expected;
  for (int i = 0; i < 3'000; ++i) {
    records.push_back(order(10 * (1 + i % 25), std::to_string(i), i, i % 2 == 0 ? kOrders : kVisits));
  }
  for (int pane = 0; pane < 25; ++pane) {
    for (int i = pane; i < 3'000; i += 25) {
      if (i % 2 == 0)
        expected.push_back(std::to_string(10 * (1 + pane)) + " " + std::to_string(i) + ": 1 " + std::to_string(i));
    }
  }
  EXPECT_EQ(shard.apply(records).applied, 3'000U);
  EXPECT_EQ(shard.advance(1'000), expected);
  EXPECT_EQ(shard.advance(1'000, kVisits).size(), 1'500U);
}

TEST(Keys, StayWhenTheStateIsMoved) {
  CountingShard shard;
  shard.apply({order(10, "a")});
  CountingShard other(std::move(shard));
  other.apply({order(10, "a")});
  EXPECT_THAT(other.advance(10), ElementsAre("10 a: 2 2"));
}

}  // namespace
}  // namespace millrace
