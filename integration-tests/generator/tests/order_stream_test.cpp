#include "integration-tests/generator/order_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "integration-tests/oracle/order.h"

namespace millrace::trial {
namespace {

GeneratedRecord at(const OrderStream& stream, std::uint64_t index) {
  GeneratedRecord record;
  stream.at(index, record);
  return record;
}

Order parsed(const GeneratedRecord& record) { return parse_order({record.partition, 0, 0, record.key, record.value}); }

TEST(OrderStream, RepeatsItself) {
  const OrderStream one({.seed = 7});
  const OrderStream two({.seed = 7});
  const OrderStream other({.seed = 8});
  EXPECT_EQ(at(one, 123).value, at(two, 123).value);
  EXPECT_NE(at(one, 123).value, at(other, 123).value);
}

TEST(OrderStream, KeepsAUserInOnePartitionAndUsesThemAll) {
  const OrderStream stream({.keys = 50, .partitions = 4});
  std::set<int> partitions;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const auto record = at(stream, i);
    EXPECT_EQ(record.partition, partition_of(record.key, 4));
    partitions.insert(record.partition);
  }
  EXPECT_EQ(partitions.size(), 4U);
}

TEST(OrderStream, IsNeverMoreOutOfOrderThanItSays) {
  const OrderStream stream({.disorder_ms = 4000});
  std::int64_t highest = 0;
  std::int64_t worst = 0;
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const auto time = at(stream, i).event_time_ms;
    highest = std::max(highest, time);
    worst = std::max(worst, highest - time);
  }
  EXPECT_LE(worst, 4000);
  EXPECT_GT(worst, 3000);
}

TEST(OrderStream, MixesOrdersThatCountWithOthers) {
  const OrderStream stream({});
  int counting = 0;
  int incomplete = 0;
  for (std::uint64_t i = 0; i < 10000; ++i) {
    const Order order = parsed(at(stream, i));
    counting += counts(order);
    incomplete += !order.amount || !order.status;
  }
  EXPECT_GT(counting, 8500);
  EXPECT_LT(counting, 9500);
  EXPECT_GT(incomplete, 50);
}

TEST(OrderStream, ClosesEachPartitionAheadOfAllWithAnOrderThatDoesNotCount) {
  const OrderStream stream({.partitions = 2, .closing_ahead_ms = 600000});
  const auto last = at(stream, 999).event_time_ms;
  for (int p = 0; p < 2; ++p) {
    const auto closing = stream.closing(1000, p);
    EXPECT_EQ(closing.partition, p);
    EXPECT_GE(closing.event_time_ms, last + 600000);
    EXPECT_FALSE(counts(parsed(closing)));
  }
}

TEST(OrderStream, PadsItsRecords) {
  const auto plain = at(OrderStream({.padding = 0}), 5).value.size();
  EXPECT_EQ(at(OrderStream({.padding = 40}), 5).value.size(), plain + 40 + sizeof(R"(,"note":"")") - 1);
}

}  // namespace
}  // namespace millrace::trial
