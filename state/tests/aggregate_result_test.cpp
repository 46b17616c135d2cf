#include "state/aggregate_result.h"

#include <gmock/gmock.h>

#include <limits>

#include "state/tests/accumulators.h"

namespace millrace {
namespace {

using test::Accumulators;
using test::shown;
using test::spec;
using enum AccumulatorKind;
using ::testing::HasSubstr;

constexpr auto kLargest = std::numeric_limits<std::int64_t>::max();
constexpr auto kSmallest = std::numeric_limits<std::int64_t>::min();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string result(AccumulatorKind kind, TypeKind type, const std::vector<Value>& values, AggregateResult as) {
  Accumulators accumulators({spec(kind, type)});
  for (const auto& value : values) accumulators.update({value});
  return shown(accumulators.result(as));
}

std::string sum(TypeKind type, const std::vector<Value>& values) {
  const auto kind = type == TypeKind::kBigint ? kSumBigint : type == TypeKind::kDecimal ? kSumDecimal : kSumDouble;
  return result(kind, type, values, AggregateResult::kSum);
}
std::string avg(TypeKind type, const std::vector<Value>& values) {
  const auto kind = type == TypeKind::kBigint ? kSumBigint : type == TypeKind::kDecimal ? kSumDecimal : kSumDouble;
  return result(kind, type, values, AggregateResult::kAvg);
}
std::string min(TypeKind type, const std::vector<Value>& values) {
  return result(kMin, type, values, AggregateResult::kMin);
}
std::string max(TypeKind type, const std::vector<Value>& values) {
  return result(kMax, type, values, AggregateResult::kMax);
}

Value bigint(std::int64_t value) { return Value::of_bigint(value); }
Value decimal(const char* text) { return *parse_decimal(text); }
Value real(double value) { return Value::of_double(value); }
Value text(const char* value) { return Value::of_text(value); }

TEST(AggregateResult, OfNothingIsNullAndCountsNothing) {
  for (const auto type : {TypeKind::kBigint, TypeKind::kDecimal, TypeKind::kDouble}) {
    for (const std::vector<Value>& nothing : {std::vector<Value>{}, std::vector<Value>{Value::null(), Value::null()}}) {
      EXPECT_EQ(sum(type, nothing), "NULL");
      EXPECT_EQ(avg(type, nothing), "NULL");
      EXPECT_EQ(min(type, nothing), "NULL");
      EXPECT_EQ(max(type, nothing), "NULL");
      EXPECT_EQ(result(kCount, type, nothing, AggregateResult::kCount), "0");
    }
  }
  EXPECT_EQ(min(TypeKind::kText, {Value::null()}), "NULL");
}

TEST(AggregateResult, CountStarCountsRecordsAndCountArguments) {
  const std::vector<Value> values = {bigint(1), Value::null(), bigint(1)};
  EXPECT_EQ(result(kCountAll, TypeKind::kNull, values, AggregateResult::kCount), "3");
  EXPECT_EQ(result(kCount, TypeKind::kBigint, values, AggregateResult::kCount), "2");
}

TEST(AggregateResult, OneSumServesSumAvgAndCount) {
  Accumulators accumulators({spec(kSumBigint, TypeKind::kBigint)});
  for (const auto& value : {bigint(1), bigint(2), Value::null(), bigint(4)}) accumulators.update({value});
  EXPECT_EQ(shown(accumulators.result(AggregateResult::kSum)), "7");
  EXPECT_EQ(shown(accumulators.result(AggregateResult::kAvg)), "2.3333333333333333");  // as PostgreSQL shows it
  EXPECT_EQ(shown(accumulators.result(AggregateResult::kCount)), "3");
}

TEST(AggregateResult, SumOfBigintMayPassItsLimitsOnTheWayButNotEndBeyond) {
  EXPECT_EQ(sum(TypeKind::kBigint, {bigint(kLargest), bigint(kLargest), bigint(-kLargest)}), std::to_string(kLargest));
  EXPECT_EQ(sum(TypeKind::kBigint, {bigint(kSmallest)}), std::to_string(kSmallest));
  EXPECT_THAT(sum(TypeKind::kBigint, {bigint(kLargest), bigint(1)}), HasSubstr("bigint overflow"));
  EXPECT_THAT(sum(TypeKind::kBigint, {bigint(kSmallest), bigint(-1)}), HasSubstr("bigint overflow"));
  EXPECT_EQ(avg(TypeKind::kBigint, {bigint(kLargest), bigint(kLargest)}), "9223372036854775807");
}

TEST(AggregateResult, SumOfDecimalsTakesTheLargestScale) {
  const std::string expected = "4.3050";
  EXPECT_EQ(sum(TypeKind::kDecimal, {decimal("1.1"), decimal("2.2050"), decimal("1")}), expected);
  EXPECT_EQ(sum(TypeKind::kDecimal, {decimal("2.2050"), decimal("1"), decimal("1.1")}), expected);
  EXPECT_EQ(avg(TypeKind::kDecimal, {decimal("0.10"), decimal("0.25")}), "0.17500000000000000000");
}

TEST(AggregateResult, SumOfDecimalsMayPassItsLimitsOnTheWayButNotEndBeyond) {
  const auto nines = decimal("99999999999999999999999999999999999999");
  const auto minus = decimal("-99999999999999999999999999999999999999");
  const auto fine = decimal("0.00000000000000000000000000000000000001");
  EXPECT_THAT(sum(TypeKind::kDecimal, {nines, nines}), HasSubstr("numeric overflow"));
  EXPECT_EQ(sum(TypeKind::kDecimal, {nines, nines, minus}), shown(nines));
  EXPECT_EQ(avg(TypeKind::kDecimal, {nines, nines}), shown(nines));
  // Ten of them at scale 38 are beyond 256 bits.
  std::vector<Value> values = {fine};
  values.insert(values.end(), 10, nines);
  EXPECT_THAT(sum(TypeKind::kDecimal, values), HasSubstr("numeric overflow"));
  values.insert(values.end(), 10, minus);
  EXPECT_EQ(sum(TypeKind::kDecimal, values), shown(fine));
}

TEST(AggregateResult, OverflowIsAnErrorOfTheRowAndNotOfTheService) {
  Accumulators accumulators({spec(kSumBigint, TypeKind::kBigint)});
  accumulators.update({bigint(kLargest)}).update({bigint(kLargest)});
  const auto overflow = accumulators.result(AggregateResult::kSum);
  ASSERT_FALSE(overflow);
  EXPECT_EQ(overflow.error().attempted, "compute sum(bigint)");
  EXPECT_EQ(overflow.error().stop, StopReason::kPoison);
}

TEST(AggregateResult, SumOfDoublesIsADouble) {
  EXPECT_EQ(sum(TypeKind::kDouble, {real(1.5), real(2)}), "3.500000");
  EXPECT_EQ(avg(TypeKind::kDouble, {real(1.5), real(2)}), "1.750000");
}

TEST(AggregateResult, DoublesOverflowUnlessAnArgumentWasInfinite) {
  constexpr double kHuge = std::numeric_limits<double>::max();
  EXPECT_THAT(sum(TypeKind::kDouble, {real(kHuge), real(kHuge)}), HasSubstr("double overflow"));
  EXPECT_THAT(avg(TypeKind::kDouble, {real(kHuge), real(kHuge)}), HasSubstr("double overflow"));
  EXPECT_EQ(sum(TypeKind::kDouble, {real(kHuge), real(kInfinity)}), "inf");
  EXPECT_EQ(sum(TypeKind::kDouble, {real(1), real(kNaN)}), "nan");
}

TEST(AggregateResult, MinAndMaxFollowTheOrderOfEachType) {
  EXPECT_EQ(min(TypeKind::kBigint, {bigint(3), bigint(-1), Value::null()}), "-1");
  EXPECT_EQ(max(TypeKind::kBigint, {bigint(-3), bigint(-1), Value::null()}), "-1");
  EXPECT_EQ(min(TypeKind::kDecimal, {decimal("1.5"), decimal("1.25")}), "1.25");
  EXPECT_EQ(max(TypeKind::kDecimal, {decimal("1.5"), decimal("1.25")}), "1.5");
  EXPECT_EQ(min(TypeKind::kBoolean, {Value::of_boolean(true), Value::of_boolean(false)}), "false");
  EXPECT_EQ(max(TypeKind::kBoolean, {Value::of_boolean(true), Value::of_boolean(false)}), "true");
  const std::vector times = {Value::of_timestamp(event_time(-5)), Value::of_timestamp(event_time(7))};
  EXPECT_EQ(min(TypeKind::kTimestamp, times), "-5");
  EXPECT_EQ(max(TypeKind::kTimestamp, times), "7");
  Accumulators accumulators({spec(kMax, TypeKind::kTimestamp)});
  EXPECT_EQ(accumulators.update({times[0]}).result(AggregateResult::kMax)->kind, TypeKind::kTimestamp);
}

TEST(AggregateResult, TextsAreOrderedByBytes) {
  const std::vector values = {text("b"), text("\xC3\xA4"), text("B"), text("")};  // a locale would put ä beside a
  EXPECT_EQ(max(TypeKind::kText, values), "\xC3\xA4");
  EXPECT_EQ(min(TypeKind::kText, values), "");
  EXPECT_EQ(min(TypeKind::kText, {text("b"), text("ab"), text("a")}), "a");
}

TEST(AggregateResult, NaNIsTheGreatestDouble) {
  EXPECT_EQ(max(TypeKind::kDouble, {real(kInfinity), real(kNaN), real(1)}), "nan");
  EXPECT_EQ(min(TypeKind::kDouble, {real(kNaN), real(kInfinity)}), "inf");
  EXPECT_EQ(min(TypeKind::kDouble, {real(kNaN), real(kNaN)}), "nan");
  EXPECT_EQ(min(TypeKind::kDouble, {real(0.0), real(-0.0)}), "-0.000000");
}

TEST(AggregateResult, OfAnotherAccumulatorIsABug) {
  EXPECT_THROW(result(kMax, TypeKind::kBigint, {}, AggregateResult::kMin), std::invalid_argument);
  EXPECT_THROW(result(kMin, TypeKind::kBigint, {}, AggregateResult::kSum), std::invalid_argument);
  EXPECT_THROW(result(kCountAll, TypeKind::kNull, {}, AggregateResult::kAvg), std::invalid_argument);
  EXPECT_THROW(result(kSumBigint, TypeKind::kBigint, {bigint(1)}, AggregateResult::kMax), std::invalid_argument);
}

}  // namespace
}  // namespace millrace
