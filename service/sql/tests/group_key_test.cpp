#include "service/sql/group_key.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

#include "service/sql/tests/compiling.h"
#include "service/sql/tests/random_values.h"

namespace millrace::sql {
namespace {

using testing::ElementsAre;

std::string key_of(const std::vector<Value>& values) {
  std::vector<char> bytes;
  append_group_key(bytes, values);
  return {bytes.begin(), bytes.end()};
}

std::vector<std::string> read_back(const std::string& key, std::size_t count) {
  std::vector<Value> values(count);
  read_group_key(key, values);
  std::vector<std::string> texts;
  for (const auto& value : values) texts.push_back(shown(value));
  return texts;
}

TEST(GroupKey, OfASingleTextIsItsBytesAfterOneTag) {
  const auto key = key_of({Value::of_text("ann")});
  EXPECT_EQ(key.size(), 4U);
  EXPECT_EQ(key.substr(1), "ann");
}

TEST(GroupKey, OfNoValuesIsEmpty) { EXPECT_EQ(key_of({}), ""); }

TEST(GroupKey, AppendsToWhatIsThere) {
  std::vector<char> bytes = {'x'};
  append_group_key(bytes, std::vector{Value::of_text("y")});
  EXPECT_EQ(bytes.size(), 3U);
  EXPECT_EQ(bytes.front(), 'x');
}

TEST(GroupKey, IsOneForEqualValues) {
  EXPECT_EQ(key_of({*parse_decimal("1.0")}), key_of({*parse_decimal("1.00")}));
  EXPECT_EQ(key_of({*parse_decimal("0.00")}), key_of({*parse_decimal("-0")}));
  EXPECT_EQ(key_of({*parse_decimal("1e3")}), key_of({*parse_decimal("1000.000")}));
  EXPECT_EQ(key_of({Value::of_double(0.0)}), key_of({Value::of_double(-0.0)}));
  EXPECT_EQ(key_of({Value::of_double(std::nan("1"))}), key_of({Value::of_double(-std::nan("2"))}));
  EXPECT_EQ(key_of({Value::null()}), key_of({Value::null()}));
}

TEST(GroupKey, DiffersForDifferentValues) {
  const std::vector<std::vector<Value>> all = {
      {Value::null(), Value::of_text("")},
      {Value::of_text(""), Value::null()},
      {Value::null(), Value::null()},
      {Value::of_text(""), Value::of_text("")},
      {Value::of_text("a"), Value::of_text("bc")},
      {Value::of_text("ab"), Value::of_text("c")},
      {Value::of_text("abc"), Value::of_text("")},
      {Value::of_text(std::string_view("a\0", 2)), Value::of_text("bc")},
      {Value::of_boolean(false), Value::of_boolean(true)},
      {Value::of_boolean(true), Value::of_boolean(false)},
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) EXPECT_NE(key_of(all[i]), key_of(all[k])) << i << " " << k;
  }
  EXPECT_NE(key_of({*parse_decimal("0.1")}), key_of({*parse_decimal("1")}));
  EXPECT_NE(key_of({*parse_decimal("-1")}), key_of({*parse_decimal("255")}));
}

TEST(GroupKey, GivesValuesBack) {
  const std::vector<Value> values = {
      Value::of_text("ann"),
      Value::of_bigint(std::numeric_limits<std::int64_t>::min()),
      *parse_decimal("-99999999999999999999999999999999999999"),
      *parse_decimal("12.50"),
      Value::of_double(-0.1),
      Value::null(),
      Value::of_boolean(true),
      Value::of_timestamp(event_time(-1)),
      Value::of_text(""),
      Value::of_text("the end"),
  };
  EXPECT_THAT(read_back(key_of(values), values.size()),
              ElementsAre("'ann'", "-9223372036854775808", "-99999999999999999999999999999999999999", "12.5", "-0.1",
                          "NULL", "true", "@-1", "''", "'the end'"));
}

TEST(GroupKey, OfBytesThatAreNoneReadsNothingBeyondThem) {
  std::vector<Value> values(4);
  const auto whole = key_of({Value::of_text("abc"), *parse_decimal("1.5"), Value::of_bigint(1), Value::of_text("z")});
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    const std::string cut = whole.substr(0, length);  // its own allocation: a sanitizer sees what lies behind
    read_group_key(cut, values);
  }
  read_group_key(std::string(64, '\xff'), values);
  SUCCEED();
}

RC_GTEST_PROP(GroupKey, IsReadBackAsItWasWritten, ()) {
  const auto values = *any_row();
  const auto key = key_of(values.values);
  std::vector<Value> back(values.values.size());
  read_group_key(key, back);
  RC_ASSERT(key_of(back) == key);
  for (std::size_t i = 0; i < back.size(); ++i) RC_ASSERT(is_same_group(values.values[i], back[i]));
}

RC_GTEST_PROP(GroupKey, IsEqualExactlyWhenTheValuesAre, ()) {
  // Few different values of one shape, so that equal rows come up.
  const auto pick = [] {
    const std::vector<Value> numbers = {*parse_decimal("1"), *parse_decimal("1.0"), *parse_decimal("10"), Value::null(),
                                        *parse_decimal("0.1")};
    static const std::vector<std::string> texts = {"", "a", "aa", std::string(1, '\0')};
    const auto text = [] {
      const auto index = *rc::gen::inRange<std::size_t>(0, texts.size() + 1);
      return index == texts.size() ? Value::null() : Value::of_text(texts[index]);
    };
    return std::vector<Value>{numbers[*rc::gen::inRange<std::size_t>(0, numbers.size())], text(), text()};
  };
  const auto a = pick(), b = pick();
  bool equal = true;
  for (std::size_t i = 0; i < a.size(); ++i) equal = equal && is_same_group(a[i], b[i]);
  RC_ASSERT((key_of(a) == key_of(b)) == equal);
}

}  // namespace
}  // namespace millrace::sql
