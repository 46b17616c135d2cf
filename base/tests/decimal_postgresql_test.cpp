// Every answer of PostgreSQL's in numeric_vectors.h, digit by digit.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>
#include <sstream>

#include "base/tests/numeric_text.h"
#include "base/tests/numeric_vectors.h"

namespace millrace {
namespace {

struct Vector {
  std::string operation, a, b, answer;
};

std::vector<Vector> vectors() {
  std::vector<Vector> all;
  std::istringstream lines{std::string(kNumericVectors)};
  for (Vector v; lines >> v.operation >> v.a >> v.b >> v.answer;) all.push_back(v);
  return all;
}

// PostgreSQL has a thousand digits, we have 38, and a scale of at most 38.
std::string within_limits(const std::string& answer) {
  const auto digits = std::ranges::count_if(answer, [](unsigned char c) { return std::isdigit(c) != 0; });
  const auto point = answer.find('.');
  const auto scale = point == answer.npos ? 0 : answer.size() - point - 1;
  const auto first = answer.find_first_of("123456789");
  const auto leading = first == answer.npos ? digits : std::count(answer.begin(), answer.begin() + first, '0');
  return digits - leading > kMaxDecimalDigits || scale > kMaxDecimalDigits ? "none" : answer;
}

std::string average_of(const std::string& list) {
  Int256 sum;
  std::uint8_t scale = 0;
  std::uint64_t count = 0;
  std::istringstream values(list);
  for (std::string text; std::getline(values, text, ','); ++count) {
    const Value value = dec(text);
    const auto wider = std::max(scale, value.scale);
    sum = add(scale_up(sum, static_cast<unsigned>(wider - scale)),
              scale_up(widen(value.decimal), static_cast<unsigned>(wider - value.scale)));
    scale = wider;
  }
  return show(average(sum, scale, count));
}

std::string double_of(const std::string& text) {
  std::array<char, 64> out;
  const auto end = std::to_chars(out.data(), out.data() + out.size(), decimal_to_double(dec(text))).ptr;
  return {out.data(), end};
}

double read_double(const std::string& text) { return std::stod(text); }

std::string ours(const Vector& v) {
  if (v.operation == "text") return show(parse_decimal(v.a));
  if (v.operation == "avg") return average_of(v.a);
  const Value a = dec(v.a);
  if (v.operation == "round") return show(rescale(a, static_cast<std::uint8_t>(std::stoi(v.b))));
  if (v.operation == "bigint") return std::to_string(decimal_to_bigint(a).value());
  const Value b = dec(v.b);
  if (v.operation == "cmp") return std::to_string(compare_decimals(a, b));
  if (v.operation == "+") return show(add_decimals(a, b));
  if (v.operation == "-") return show(subtract_decimals(a, b));
  if (v.operation == "*") return show(multiply_decimals(a, b));
  if (v.operation == "/") return show(divide_decimals(a, b));
  return "unknown operation";
}

TEST(Decimal, AnswersAsPostgresqlDoesDigitByDigit) {
  std::map<std::string, int> seen;
  for (const auto& v : vectors()) {
    ++seen[v.operation];
    if (v.operation == "double") continue;
    EXPECT_EQ(ours(v), within_limits(v.answer)) << v.operation << ' ' << v.a << ' ' << v.b;
  }
  for (const auto* operation : {"+", "-", "*", "/", "round", "text", "bigint", "cmp", "avg"}) {
    EXPECT_GE(seen[operation], 25) << operation;
  }
}

TEST(Decimal, BecomesTheDoubleThatPostgresqlMakesOfIt) {
  int seen = 0;
  for (const auto& v : vectors()) {
    if (v.operation != "double") continue;
    ++seen;
    EXPECT_EQ(decimal_to_double(dec(v.a)), read_double(v.answer)) << v.a << " gave " << double_of(v.a);
  }
  EXPECT_GE(seen, 25);
}

}  // namespace
}  // namespace millrace
