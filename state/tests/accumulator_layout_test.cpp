#include "state/accumulator_layout.h"

#include <gmock/gmock.h>

#include "state/tests/accumulators.h"

namespace millrace {
namespace {

using test::every_spec;
using test::spec;
using enum AccumulatorKind;

AccumulatorLayout layout(const std::vector<AccumulatorSpec>& specs) { return AccumulatorLayout(specs); }

TEST(AccumulatorLayout, SaysInWordsWhatItHolds) {
  const auto orders = layout({spec(kCountAll), spec(kSumDecimal, TypeKind::kDecimal), spec(kMin, TypeKind::kText)});
  EXPECT_EQ(orders.description(), "1: count(*), sum(decimal), min(text)");
  EXPECT_EQ(layout({}).description(), "1:");
}

TEST(AccumulatorLayout, OfTheSameWordsHasTheSameId) {
  const auto one = layout({spec(kSumBigint, TypeKind::kBigint, 0)});
  EXPECT_EQ(one.id(), layout({spec(kSumBigint, TypeKind::kBigint, 3)}).id());
  EXPECT_NE(one.id(), layout({spec(kSumDouble, TypeKind::kDouble)}).id());
  EXPECT_NE(one.id(), layout({spec(kSumBigint, TypeKind::kBigint), spec(kCountAll)}).id());
}

// Stored state depends on it: whoever changes the layout has to raise kFormat, and this id.
TEST(AccumulatorLayout, IdOfAKnownLayoutNeverChanges) {
  EXPECT_EQ(layout({spec(kCountAll), spec(kSumDecimal, TypeKind::kDecimal)}).id(), 0x7f6137dbU);
}

TEST(AccumulatorLayout, PrecisionAndScaleDoNotMatter) {
  const AccumulatorSpec narrow{kMax, 0, {TypeKind::kDecimal, 5, 1}};
  const AccumulatorSpec wide{kMax, 0, {TypeKind::kDecimal, 38, 10}};
  EXPECT_EQ(layout({narrow}).id(), layout({wide}).id());
}

TEST(AccumulatorLayout, EveryFieldKeepsItsOwn) {
  test::Accumulators all(every_spec());
  all.update({Value::of_text("pear"), Value::of_bigint(5), Value::of_decimal(150, 2), Value::of_double(0.5),
              Value::of_timestamp(event_time(70)), Value::of_boolean(true)});
  all.update({Value::of_text("fig"), Value::of_bigint(-7), Value::of_decimal(-3, 1), Value::of_double(-2),
              Value::of_timestamp(event_time(-60)), Value::of_boolean(false)});
  std::vector<std::string> results;
  for (std::size_t i = 0; i < all.layout().fields().size(); ++i) {
    const auto kind = all.layout().fields()[i].kind;
    const auto as = kind == kMin                          ? AggregateResult::kMin
                    : kind == kMax                        ? AggregateResult::kMax
                    : kind == kCount || kind == kCountAll ? AggregateResult::kCount
                                                          : AggregateResult::kSum;
    results.push_back(test::shown(all.result(as, i)));
  }
  EXPECT_THAT(results, ::testing::ElementsAre("2", "2", "-2", "1.20", "-1.500000",  // counts and sums
                                              "fig", "pear", "-7", "5", "-0.3", "1.50", "-2.000000", "0.500000", "-60",
                                              "70", "false", "true"));
}

TEST(AccumulatorLayout, RefusesWhatNoQueryCanAsk) {
  EXPECT_THROW(layout({spec(kSumBigint, TypeKind::kText)}), std::invalid_argument);
  EXPECT_THROW(layout({spec(kSumDecimal, TypeKind::kDouble)}), std::invalid_argument);
  EXPECT_THROW(layout({spec(kMin, TypeKind::kJsonb)}), std::invalid_argument);
  EXPECT_THROW(layout({spec(kMax)}), std::invalid_argument);
}

}  // namespace
}  // namespace millrace
