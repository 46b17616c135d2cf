// Strong ids, times and borrowed callables: small types on which everything else leans.
#include <gtest/gtest.h>

#include <concepts>
#include <string>
#include <unordered_set>

#include "base/function_ref.h"
#include "base/ids.h"
#include "base/tests/fake_clock.h"

namespace millrace {
namespace {

template <class A, class B>
concept Comparable = requires(A a, B b) { a == b; };

static_assert(!std::convertible_to<std::int64_t, Offset>, "a number is no offset until somebody says so");
static_assert(!std::convertible_to<Offset, std::int64_t>);
static_assert(!Comparable<ShardId, PartitionId>, "a shard is never compared with a partition");
static_assert(!Comparable<EventTime, MonotonicTime>);
static_assert(!Comparable<EventTime, WallTime>);
static_assert(sizeof(Offset) == sizeof(std::int64_t) && sizeof(QueryId) == sizeof(std::uint16_t));

TEST(Ids, AreOrderedAndHashedByTheirNumber) {
  EXPECT_LT(Offset{3}, Offset{4});
  EXPECT_EQ(next(CheckpointId{41}), CheckpointId{42});
  const std::unordered_set<PartitionId> set{PartitionId{1}, PartitionId{2}, PartitionId{1}};
  EXPECT_EQ(set.size(), 2U);
  EXPECT_EQ(ShardId{}.value, 0U);
}

TEST(Time, EventTimesAreMillisecondsSince1970) {
  EXPECT_EQ(millis(event_time(1'767'312'000'000)), 1'767'312'000'000);
  EXPECT_LT(kNoEventTime, event_time(-62'135'596'800'000)) << "before the first day of the year 1";
}

TEST(FakeClock, MovesOnlyWhenTold) {
  FakeClock clock;
  const auto start = clock.now();
  const auto wall = clock.wall();
  EXPECT_EQ(clock.now(), start);
  clock.advance(std::chrono::milliseconds(1500));
  EXPECT_EQ(clock.now() - start, std::chrono::milliseconds(1500));
  EXPECT_EQ(clock.wall() - wall, Millis(1500));
}

TEST(FakeClock, CarriesPartsOfAMillisecondOver) {
  FakeClock clock;
  const auto wall = clock.wall();
  for (int i = 0; i < 10; ++i) clock.advance(std::chrono::microseconds(300));
  EXPECT_EQ(clock.wall() - wall, Millis(3));
}

TEST(FakeClock, TheCalendarMayJumpWithoutTheMonotonicTime) {
  FakeClock clock;
  const auto now = clock.now();
  clock.set_wall(clock.wall() - std::chrono::hours(1));
  EXPECT_EQ(clock.now(), now);
}

static_assert(!std::convertible_to<int (&)(int), FunctionRef<int(int)>>, "a function is no object to point at");

int apply(FunctionRef<int(int)> f, int x) { return f(x); }

TEST(FunctionRef, CallsWhatItBorrows) {
  int calls = 0;
  auto counting = [&](int x) { return ++calls, x + 1; };
  EXPECT_EQ(apply(counting, 1), 2);
  EXPECT_EQ(apply([](int x) { return x * x; }, 5), 25);
  EXPECT_EQ(calls, 1);
}

TEST(FunctionRef, KeepsTheCallablesOwnState) {
  auto counter = [n = 0](int x) mutable { return n += x; };
  const FunctionRef<int(int)> ref = counter;
  const FunctionRef<int(int)> copy = ref;
  ref(2);
  EXPECT_EQ(copy(3), 5) << "a copy borrows the same callable";
  EXPECT_EQ(counter(0), 5);
}

TEST(FunctionRef, PassesReferencesAndMoveOnlyArguments) {
  std::string text = "a";
  const auto append = [](std::string& to, std::unique_ptr<int> amount) {
    to.append(static_cast<std::size_t>(*amount), 'b');
  };
  const FunctionRef<void(std::string&, std::unique_ptr<int>)> ref = append;
  ref(text, std::make_unique<int>(3));
  EXPECT_EQ(text, "abbb");
}

}  // namespace
}  // namespace millrace
