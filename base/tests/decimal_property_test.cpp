// Decimal arithmetic against big rational arithmetic: exact where 38 digits hold the result, nothing where not.
#include <gtest/gtest.h>

#include "base/tests/numeric_text.h"
#include "base/tests/wide_numbers.h"

namespace millrace {
namespace {

Big power_of_ten(int exponent) { return boost::multiprecision::pow(Big{10}, static_cast<unsigned>(exponent)); }
const Big kLimit = power_of_ten(kMaxDecimalDigits);

Big at_scale(const Value& v, int scale) { return big_signed(v.decimal) * power_of_ten(scale - v.scale); }

// numerator / denominator, half away from zero.
Big rounded(const Big& numerator, const Big& denominator) {
  const Big twice = 2 * abs(numerator) + abs(denominator);
  const Big result = twice / (2 * abs(denominator));
  return (numerator < 0) != (denominator < 0) ? Big(-result) : result;
}

void check(const std::optional<Value>& got, const Big& unscaled, int scale) {
  const bool fits = abs(unscaled) < kLimit && scale <= kMaxDecimalDigits;
  RC_ASSERT(got.has_value() == fits);
  if (!fits) return;
  RC_ASSERT(got->scale == scale);
  RC_ASSERT(big_signed(got->decimal) == unscaled);
}

RC_GTEST_PROP(DecimalProperties, SumsAndDifferencesAreExact, ()) {
  const auto a = any_decimal(), b = any_decimal();
  const int scale = std::max(a.scale, b.scale);
  check(add_decimals(a, b), at_scale(a, scale) + at_scale(b, scale), scale);
  check(subtract_decimals(a, b), at_scale(a, scale) - at_scale(b, scale), scale);
}

RC_GTEST_PROP(DecimalProperties, ProductsAreExact, ()) {
  const auto a = any_decimal(), b = any_decimal();
  check(multiply_decimals(a, b), big_signed(a.decimal) * big_signed(b.decimal), a.scale + b.scale);
}

RC_GTEST_PROP(DecimalProperties, QuotientsAreRoundedAtTheirLastDigit, ()) {
  const auto a = any_decimal(), b = any_decimal();
  RC_PRE(b.decimal != 0);
  const auto got = divide_decimals(a, b);
  RC_PRE(got.has_value());
  const Big numerator = at_scale(a, a.scale + b.scale + got->scale);
  const Big denominator = at_scale(b, b.scale + a.scale);
  RC_ASSERT(big_signed(got->decimal) == rounded(numerator, denominator));
  RC_ASSERT(got->scale >= std::max(a.scale, b.scale));
}

RC_GTEST_PROP(DecimalProperties, AmountsCanAlwaysBeDividedByCounts, ()) {
  const auto cents = *rc::gen::inRange<std::int64_t>(-100'000'000'000'000'000, 100'000'000'000'000'000);
  const auto scale = static_cast<std::uint8_t>(*rc::gen::inRange(0, 9));
  const auto count = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000);
  RC_ASSERT(divide_decimals(Value::of_decimal(cents, scale), decimal_of(count)).has_value());
}

RC_GTEST_PROP(DecimalProperties, OrderIsThatOfTheValues, ()) {
  const auto a = any_decimal(), b = any_decimal();
  RC_ASSERT(compare_decimals(a, b) == at_scale(a, 38).compare(at_scale(b, 38)));
  RC_ASSERT(compare_decimals(a, strip_trailing_zeros(a)) == 0);
}

RC_GTEST_PROP(DecimalProperties, RescalingRoundsOrIsExact, ()) {
  const auto a = any_decimal();
  const int scale = *rc::gen::inRange(0, 42);
  check(rescale(a, static_cast<std::uint8_t>(scale)), rounded(at_scale(a, 80), power_of_ten(80 - scale)), scale);
}

RC_GTEST_PROP(DecimalProperties, TextReadsBackAsItWas, ()) {
  const auto a = any_decimal();
  const auto back = parse_decimal(show(a));
  RC_ASSERT(back.has_value());
  RC_ASSERT(back->decimal == a.decimal);
  RC_ASSERT(back->scale == a.scale);
}

RC_GTEST_PROP(DecimalProperties, ReadingAtAScaleIsReadingThenRounding, ()) {
  const auto a = any_decimal();
  const auto scale = static_cast<std::uint8_t>(*rc::gen::inRange(0, 39));
  const auto exponent = *rc::gen::inRange(-40, 40);
  const auto got = parse_decimal(show(a) + "e" + std::to_string(exponent), scale);
  check(got, rounded(at_scale(a, 80), power_of_ten(80 - exponent - scale)), scale);
}

RC_GTEST_PROP(DecimalProperties, DoublesAreTheNearestOnes, ()) {
  const auto a = any_decimal();
  RC_ASSERT(decimal_to_double(a) == std::stod(show(a)));
}

RC_GTEST_PROP(DecimalProperties, WideSumsAreExact, ()) {
  Int256 sum;
  Big expected = 0;
  for (int i = *rc::gen::inRange(0, 30); i > 0; --i) {
    const auto term = any_decimal().decimal;
    const auto digits = static_cast<unsigned>(*rc::gen::inRange(0, 38));
    sum = add(sum, scale_up(widen(term), digits));
    expected += big_signed(term) * power_of_ten(static_cast<int>(digits));
  }
  RC_ASSERT(big_signed(sum) == expected);
  check(narrow(sum, 3), expected, 3);
}

RC_GTEST_PROP(DecimalProperties, AveragesAreQuotientsOfTheSum, ()) {
  const auto sum = any_decimal();
  const auto count = *rc::gen::inRange<std::int64_t>(1, 1LL << 62);
  const auto got = average(widen(sum.decimal), sum.scale, static_cast<std::uint64_t>(count));
  const auto expected = divide_decimals(sum, decimal_of(count));
  RC_ASSERT(got.has_value() == expected.has_value());
  if (got) RC_ASSERT(show(*got) == show(*expected));
}

}  // namespace
}  // namespace millrace
