#include "state/entry_bits.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace millrace {
namespace {

using Runs = std::vector<std::pair<std::size_t, std::size_t>>;

Runs runs(const EntryBits& bits) {
  Runs found;
  bits.for_each_run([&](std::size_t begin, std::size_t count) { found.emplace_back(begin, count); });
  return found;
}

EntryBits with(std::size_t entries, const std::set<std::size_t>& set) {
  EntryBits bits;
  bits.cover(entries);
  for (const auto entry : set) bits.set(entry);
  return bits;
}

TEST(EntryBits, RunsAreMaximalAndInOrder) {
  EXPECT_EQ(runs(with(10, {})), Runs());
  EXPECT_EQ(runs(with(10, {0, 1, 2, 5, 9})), (Runs{{0, 3}, {5, 1}, {9, 1}}));
  EXPECT_EQ(runs(with(200, {62, 63, 64, 65, 127, 128})), (Runs{{62, 4}, {127, 2}}));
}

TEST(EntryBits, ARunMaySpanAndEndWithWholeWords) {
  std::set<std::size_t> all;
  for (std::size_t i = 0; i < 256; ++i) all.insert(i);
  EXPECT_EQ(runs(with(256, all)), (Runs{{0, 256}}));
  all.erase(0);
  EXPECT_EQ(runs(with(256, all)), (Runs{{1, 255}}));
}

TEST(EntryBits, AreCountedOnceEach) {
  auto bits = with(200, {0, 63, 64, 199});
  bits.set(63);
  EXPECT_EQ(bits.count(), 4U);
  bits.clear();
  EXPECT_EQ(bits.count(), 0U);
}

TEST(EntryBits, ClearingForgetsAll) {
  auto bits = with(300, {1, 299});
  EXPECT_TRUE(bits.any());
  bits.clear();
  EXPECT_FALSE(bits.any());
  EXPECT_EQ(runs(bits), Runs());
}

TEST(EntryBits, CoveringMoreKeepsWhatIsSet) {
  auto bits = with(3, {2});
  bits.cover(10'000);
  bits.set(9'999);
  EXPECT_EQ(runs(bits), (Runs{{2, 1}, {9'999, 1}}));
}

TEST(EntryBits, ThatCoverNothingHaveNoRuns) { EXPECT_EQ(runs(EntryBits()), Runs()); }

RC_GTEST_PROP(EntryBits, RunsAreWhatWasSet, ()) {
  const auto set = *rc::gen::container<std::set<std::size_t>>(rc::gen::inRange<std::size_t>(0, 700));
  std::set<std::size_t> found;
  for (const auto& [begin, count] : runs(with(700, set))) {
    RC_ASSERT(count > 0U);
    RC_ASSERT(!set.contains(begin + count));
    for (std::size_t i = 0; i < count; ++i) RC_ASSERT(found.insert(begin + i).second);
  }
  RC_ASSERT(found == set);
}

}  // namespace
}  // namespace millrace
