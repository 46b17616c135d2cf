#include "base/nearest_name.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace millrace {
namespace {

const std::vector<std::string> kColumns = {"user_id", "amount", "status", "ts"};

TEST(EditDistance, CountsInsertionsDeletionsReplacementsAndSwapsOnce) {
  EXPECT_EQ(edit_distance("amount", "ammount"), 1u);
  EXPECT_EQ(edit_distance("amount", "amont"), 1u);
  EXPECT_EQ(edit_distance("amount", "amaunt"), 1u);
  EXPECT_EQ(edit_distance("amount", "amuont"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(EditDistance, ToNothingIsTheLength) {
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("", ""), 0u);
}

TEST(EditDistance, IgnoresCase) { EXPECT_EQ(edit_distance("COUNT", "count"), 0u); }

RC_GTEST_PROP(EditDistance, IsSymmetricAndBounded, (const std::string& a, const std::string& b)) {
  const auto distance = edit_distance(a, b);
  RC_ASSERT(distance == edit_distance(b, a));
  RC_ASSERT(distance <= std::max(a.size(), b.size()));
  RC_ASSERT(distance >= std::max(a.size(), b.size()) - std::min(a.size(), b.size()));
}

RC_GTEST_PROP(EditDistance, OfOneDeletedLetterIsOne, (const std::string& rest)) {
  const auto at = *rc::gen::inRange<std::size_t>(0, rest.size() + 1);
  std::string whole = rest;
  whole.insert(whole.begin() + static_cast<std::ptrdiff_t>(at), '#');
  RC_ASSERT(edit_distance(whole, rest) == 1u);
}

TEST(NearestName, FindsTheMisspeltColumn) {
  EXPECT_EQ(nearest_name("ammount", kColumns), "amount");
  EXPECT_EQ(nearest_name("userid", kColumns), "user_id");
  EXPECT_EQ(nearest_name("stauts", kColumns), "status");
}

TEST(NearestName, OffersTheKnownSpellingOfAnotherCase) { EXPECT_EQ(nearest_name("Amount", kColumns), "amount"); }

TEST(NearestName, IsSilentWhenNothingIsClose) {
  EXPECT_EQ(nearest_name("price", kColumns), std::nullopt);
  EXPECT_EQ(nearest_name("", kColumns), std::nullopt);
  EXPECT_EQ(nearest_name("amount", {}), std::nullopt);
}

TEST(NearestName, NeverOffersANameWithNoLetterInCommon) {
  const std::vector<std::string> one = {"a"};
  EXPECT_EQ(nearest_name("b", one), std::nullopt);
}

TEST(NearestName, TakesTheFirstOfEquallyNearNames) {
  const std::vector<std::string> names = {"order_a", "order_b"};
  EXPECT_EQ(nearest_name("order_c", names), "order_a");
}

TEST(NearestName, PrefersTheNearerOverTheFirst) {
  const std::vector<std::string> names = {"linger.max", "linger.ms"};
  EXPECT_EQ(nearest_name("lingr.ms", names), "linger.ms");
}

}  // namespace
}  // namespace millrace
