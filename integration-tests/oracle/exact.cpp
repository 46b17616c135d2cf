#include "integration-tests/oracle/exact.h"

#include <algorithm>

namespace millrace::trial {
namespace {

BigInteger power_of_ten(int exponent) {
  return boost::multiprecision::pow(BigInteger(10), static_cast<unsigned>(exponent));
}

// The leading digit of a number written in base 10,000 and the power of that base it stands for, as PostgreSQL keeps
// its numerics; both 0 for zero.
struct Leading {
  int digit = 0;
  int weight = 0;
};

Leading leading_of(const Exact& number) {
  // Align the decimal point to a base-10,000 digit, then drop digits from the right.
  const int fraction_digits = (number.scale + 3) / 4;
  BigInteger rest = abs(number.unscaled) * power_of_ten(fraction_digits * 4 - number.scale);
  if (rest == 0) return {};
  int weight = -fraction_digits;
  while (rest >= 10000) {
    rest /= 10000;
    ++weight;
  }
  return {static_cast<int>(rest), weight};
}

// numeric.c, select_div_scale().
int division_scale(const Exact& dividend, const Exact& divisor) {
  const Leading a = leading_of(dividend);
  const Leading b = leading_of(divisor);
  int quotient_weight = a.weight - b.weight;
  if (a.digit <= b.digit) --quotient_weight;
  return std::max({16 - quotient_weight * 4, dividend.scale, divisor.scale, 0});
}

BigInteger divided_half_away_from_zero(const BigInteger& dividend, const BigInteger& divisor) {
  const BigInteger quotient = (2 * abs(dividend) + divisor) / (2 * divisor);
  return dividend < 0 ? BigInteger(-quotient) : quotient;
}

}  // namespace

std::optional<Exact> parse_exact(std::string_view text, int scale) {
  std::string digits;
  int places = -1;  // digits after the point; -1: no point yet
  for (const char c : text.substr(text.starts_with('-') ? 1 : 0)) {
    if (c == '.' && places < 0) {
      places = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    digits += c;
    if (places >= 0) ++places;
  }
  places = std::max(places, 0);
  if (digits.empty() || places > scale) return std::nullopt;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));  // a leading 0 would mean octal
  BigInteger unscaled = BigInteger(digits) * power_of_ten(scale - places);
  if (text.front() == '-') unscaled = -unscaled;
  return Exact{std::move(unscaled), scale};
}

std::string to_text(const Exact& number) {
  std::string digits = BigInteger(abs(number.unscaled)).str();
  const auto scale = static_cast<std::size_t>(number.scale);
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  if (scale > 0) digits.insert(digits.size() - scale, ".");
  return (number.unscaled < 0 ? "-" : "") + digits;
}

Exact average(const Exact& sum, std::uint64_t count) {
  const Exact divisor{count, 0};
  const int scale = division_scale(sum, divisor);
  return {divided_half_away_from_zero(sum.unscaled * power_of_ten(scale - sum.scale), divisor.unscaled), scale};
}

}  // namespace millrace::trial
