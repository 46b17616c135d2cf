#include "state/accumulator_codec.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "state/byte_order.h"
#include "state/tests/accumulators.h"

namespace millrace {
namespace {

using test::accumulated;
using test::Accumulators;
using test::any_row;
using test::every_spec;
using test::Row;
using test::spec;
using enum AccumulatorKind;
using ::testing::HasSubstr;

rc::Gen<std::vector<Row>> rows() { return rc::gen::container<std::vector<Row>>(any_row()); }

std::string refusal(const AccumulatorLayout& layout, std::string_view encoded) {
  const auto checked = check_accumulators(layout, encoded);
  return checked ? "accepted" : checked.error();
}

RC_GTEST_PROP(AccumulatorCodec, WhatIsDecodedIsWhatWasEncoded, ()) {
  const auto layout = std::make_shared<AccumulatorLayout>(every_spec());
  const auto encoded = accumulated(layout, *rows()).encoded();
  RC_ASSERT(check_accumulators(*layout, encoded));
  RC_ASSERT(Accumulators(layout).decode(encoded).encoded() == encoded);
}

RC_GTEST_PROP(AccumulatorCodec, DecodingReplacesWhatWasThere, ()) {
  const auto layout = std::make_shared<AccumulatorLayout>(every_spec());
  const auto encoded = accumulated(layout, *rows()).encoded();
  auto other = accumulated(layout, *rows());
  RC_ASSERT(other.decode(encoded).encoded() == encoded);
}

RC_GTEST_PROP(AccumulatorCodec, GoesOnWhereItWas, ()) {
  const auto layout = std::make_shared<AccumulatorLayout>(every_spec());
  const auto before = *rows(), after = *rows();
  auto whole = before;
  whole.insert(whole.end(), after.begin(), after.end());
  Accumulators restored(layout);
  restored.decode(accumulated(layout, before).encoded());
  for (const auto& row : after) restored.update(row.arguments());
  RC_ASSERT(restored.encoded() == accumulated(layout, whole).encoded());
}

RC_GTEST_PROP(AccumulatorCodec, RefusesEveryOtherLength, ()) {
  const auto layout = std::make_shared<AccumulatorLayout>(every_spec());
  const auto encoded = accumulated(layout, *rows()).encoded();
  const auto cut = *rc::gen::inRange<std::size_t>(0, encoded.size());
  RC_ASSERT(!check_accumulators(*layout, encoded.substr(0, cut)));
  RC_ASSERT(!check_accumulators(*layout, encoded + 'x'));
}

TEST(AccumulatorCodec, RefusesAnotherLayoutAndNamesBoth) {
  const Accumulators counts({spec(kCountAll)});
  const AccumulatorLayout sums(std::vector{spec(kSumBigint, TypeKind::kBigint)});
  EXPECT_THAT(refusal(sums, counts.encoded()), HasSubstr("expected"));
  EXPECT_THAT(refusal(sums, counts.encoded()), HasSubstr("1: sum(bigint)"));
  EXPECT_THAT(refusal(sums, ""), HasSubstr("layout"));
}

TEST(AccumulatorCodec, RefusesFlagsThatCannotBe) {
  struct Case {
    AccumulatorSpec spec;
    Value value;
    int greatest;
  };
  for (const auto& [spec, value, greatest] :
       {Case{test::spec(kSumDecimal, TypeKind::kDecimal), Value::of_decimal(1, 2), 38},
        Case{test::spec(kMax, TypeKind::kDecimal), Value::of_decimal(1, 2), 39},
        Case{test::spec(kMin, TypeKind::kBigint), Value::of_bigint(1), 1},
        Case{test::spec(kSumDouble, TypeKind::kDouble), Value::of_double(1), 1}}) {
    Accumulators accumulators({spec});
    auto encoded = accumulators.update({value}).encoded();
    encoded.back() = static_cast<char>(greatest);
    EXPECT_EQ(refusal(accumulators.layout(), encoded), "accepted");
    encoded.back() = static_cast<char>(greatest + 1);
    EXPECT_THAT(refusal(accumulators.layout(), encoded), HasSubstr("contradict"));
  }
}

TEST(AccumulatorCodec, RefusesTextLengthsBeyondItsEnd) {
  Accumulators accumulators({spec(kMin, TypeKind::kText), spec(kMax, TypeKind::kText)});
  const auto encoded = accumulators.update({Value::of_text("abc")}).encoded();
  for (const std::uint64_t length : {std::uint64_t{2}, std::uint64_t{4}, ~std::uint64_t{0}, ~std::uint64_t{0} - 2}) {
    auto changed = encoded;
    store_integer(changed.data() + 4 + accumulators.layout().fields()[1].offset, length);
    EXPECT_THAT(refusal(accumulators.layout(), changed), HasSubstr("contradict")) << length;
  }
}

TEST(AccumulatorCodec, StoresABlockWithoutTextsAsItIs) {
  Accumulators accumulators({spec(kCountAll), spec(kSumDecimal, TypeKind::kDecimal)});
  accumulators.update({Value::of_decimal(1250, 2)}).update({Value::of_decimal(-1, 0)});
  std::string expected;
  append_integer(expected, accumulators.layout().id());
  append_integer(expected, std::uint64_t{2});     // records
  append_integer(expected, std::uint64_t{1150});  // 12.50 - 1 in 256 bits
  expected.append(24, '\0');
  append_integer(expected, std::uint64_t{2});  // arguments
  append_integer(expected, std::uint8_t{2});   // scale
  EXPECT_EQ(accumulators.encoded(), expected);
}

}  // namespace
}  // namespace millrace
