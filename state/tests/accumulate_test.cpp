// The algebra: accumulators are commutative monoids, and an update is the merge of one record.
#include "state/accumulate.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "state/extremes.h"
#include "state/tests/accumulators.h"

namespace millrace {
namespace {

using test::accumulated;
using test::Accumulators;
using test::any_row;
using test::every_spec;
using test::Row;

using Rows = std::vector<Row>;

struct Algebra {
  std::shared_ptr<const AccumulatorLayout> layout = std::make_shared<AccumulatorLayout>(every_spec());

  Accumulators any() const { return of(*rc::gen::container<Rows>(any_row())); }
  Accumulators of(const Rows& rows) const { return accumulated(layout, rows); }
  Accumulators identity() const { return Accumulators(layout); }
  Accumulators copy(const Accumulators& other) const { return std::move(identity().decode(other.encoded())); }
};

RC_GTEST_PROP(Accumulate, MergeIsAssociative, ()) {
  const Algebra algebra;
  const auto a = algebra.any(), b = algebra.any(), c = algebra.any();
  auto left = algebra.copy(a);
  left.merge(b).merge(c);
  auto right = algebra.copy(b);
  right.merge(c);
  RC_ASSERT(left.encoded() == algebra.copy(a).merge(right).encoded());
}

RC_GTEST_PROP(Accumulate, MergeIsCommutative, ()) {
  const Algebra algebra;
  const auto a = algebra.any(), b = algebra.any();
  RC_ASSERT(algebra.copy(a).merge(b).encoded() == algebra.copy(b).merge(a).encoded());
}

RC_GTEST_PROP(Accumulate, ZerosAreTheIdentityOfMerge, ()) {
  const Algebra algebra;
  const auto a = algebra.any();
  RC_ASSERT(algebra.copy(a).merge(algebra.identity()).encoded() == a.encoded());
  RC_ASSERT(algebra.identity().merge(a).encoded() == a.encoded());
}

RC_GTEST_PROP(Accumulate, AnySplitOfRecordsMergesToTheSame, ()) {
  const Algebra algebra;
  const auto rows = *rc::gen::container<Rows>(any_row());
  const auto cut = rows.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(rows.size()) + 1);
  auto merged = algebra.of(Rows(rows.begin(), cut));
  merged.merge(algebra.of(Rows(cut, rows.end())));
  RC_ASSERT(merged.encoded() == algebra.of(rows).encoded());
}

RC_GTEST_PROP(Accumulate, TheOrderOfRecordsDoesNotShow, ()) {
  const Algebra algebra;
  auto rows = *rc::gen::container<Rows>(any_row());
  const auto before = algebra.of(rows).encoded();
  std::ranges::reverse(rows);
  RC_ASSERT(algebra.of(rows).encoded() == before);
}

// Doubles that SQL calls equal, or that no comparison holds for, still have one least and one greatest.
TEST(Accumulate, OrderOfDoublesIsTotal) {
  constexpr auto kLimits = std::numeric_limits<double>();
  const std::vector ascending = {-kLimits.infinity(), -1.0, -0.0, 0.0, 1.0, kLimits.infinity(), kLimits.quiet_NaN()};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      EXPECT_EQ(DoubleOrder::less(ascending[i], ascending[j]), i < j) << ascending[i] << " < " << ascending[j];
    }
  }
}

TEST(Accumulate, OneBlockMayOccurSeveralTimesInARun) {
  const AccumulatorLayout layout(std::vector{test::spec(AccumulatorKind::kSumBigint, TypeKind::kBigint)});
  PaneMemory memory;
  ByteArena texts(memory);
  std::string block(layout.size(), '\0');
  std::vector<UpdateItem> items(3);
  std::vector<Value> arguments;
  std::vector<const UpdateItem*> pointers;
  for (std::uint32_t i = 0; i < 3; ++i) {
    items[i].first_argument = i;
    arguments.push_back(Value::of_bigint(1 << i));
    pointers.push_back(&items[i]);
  }
  const std::vector<char*> blocks(3, block.data());
  update(layout, {pointers, blocks.data(), arguments.data(), texts});
  EXPECT_EQ(test::shown(aggregate(layout.fields()[0], block.data(), AggregateResult::kSum)), "7");
}

}  // namespace
}  // namespace millrace
