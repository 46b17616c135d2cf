#include "connectors/json/row_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

#include "connectors/json/tests/decoding.h"

namespace millrace {
namespace {

std::string row(const std::vector<std::string>& names, const std::vector<Value>& values,
                TimestampStyle style = TimestampStyle::kEpochMillis) {
  std::string out;
  JsonRowWriter(names, style).append(out, values);
  return out;
}

std::string json_of(const Value& value, TimestampStyle style = TimestampStyle::kEpochMillis) {
  const auto whole = row({"v"}, {value}, style);
  return whole.substr(5, whole.size() - 6);  // {"v":...}
}

std::string raw(const Value& value, TimestampStyle style = TimestampStyle::kEpochMillis) {
  std::string out;
  append_raw(out, value, style);
  return out;
}

TEST(JsonRow, HasItsColumnsInOrder) {
  EXPECT_EQ(row({"user_id", "window_start", "orders", "total"},
                {Value::of_text("u1"), Value::of_timestamp(event_time(1'767'312'000'000)), Value::of_bigint(3),
                 Value::of_decimal(1250, 2)}),
            R"({"user_id":"u1","window_start":1767312000000,"orders":3,"total":12.50})");
  EXPECT_EQ(row({}, {}), "{}");
}

TEST(JsonRow, IsAppendedToWhatIsThere) {
  const JsonRowWriter writer({"n"}, TimestampStyle::kEpochMillis);
  std::string out = "before ";
  for (int i = 0; i < 3; ++i) writer.append(out, std::array{Value::of_bigint(i)});
  EXPECT_EQ(out, R"(before {"n":0}{"n":1}{"n":2})");
}

TEST(JsonRow, AllocatesNothingOnceItsBufferHasGrown) {
  const JsonRowWriter writer({"name", "n"}, TimestampStyle::kIso);
  const std::array values = {Value::of_text("a text\nof usual length"), Value::of_timestamp(event_time(0))};
  std::string out;
  writer.append(out, values);
  const auto capacity = out.capacity();
  const auto* const data = out.data();
  for (int i = 0; i < 100; ++i) {
    out.clear();
    writer.append(out, values);
    append_raw(out, values[1], TimestampStyle::kIso);
  }
  EXPECT_EQ(out.capacity(), capacity);
  EXPECT_EQ(out.data(), data);
}

TEST(JsonRow, NamesAreEscapedToo) {
  EXPECT_EQ(row({"a\"b\\", "a name that is longer than sixteen bytes", ""},
                {Value::of_bigint(1), Value::of_bigint(2), Value::of_bigint(3)}),
            R"({"a\"b\\":1,"a name that is longer than sixteen bytes":2,"":3})");
}

TEST(JsonRow, WritesEachTypeAsJsonHasIt) {
  EXPECT_EQ(json_of(Value::null()), "null");
  EXPECT_EQ(json_of(Value::of_boolean(true)), "true");
  EXPECT_EQ(json_of(Value::of_boolean(false)), "false");
  EXPECT_EQ(json_of(Value::of_bigint(std::numeric_limits<std::int64_t>::min())), "-9223372036854775808");
  EXPECT_EQ(json_of(Value::of_decimal(-5, 3)), "-0.005");
  EXPECT_EQ(json_of(Value::of_decimal(1200, 2)), "12.00");
  EXPECT_EQ(json_of(Value::of_text("")), R"("")");
  EXPECT_EQ(json_of(Value::of_jsonb(R"({"a": [1]})")), R"({"a": [1]})");
}

TEST(JsonRow, WritesDoublesThatReadBackTheSame) {
  EXPECT_EQ(json_of(Value::of_double(0.1)), "0.1");
  EXPECT_EQ(json_of(Value::of_double(-1e300)), "-1e+300");
  EXPECT_EQ(json_of(Value::of_double(5e-324)), "5e-324");
  EXPECT_EQ(json_of(Value::of_double(-0.0)), "-0");
  EXPECT_EQ(json_of(Value::of_double(std::nan(""))), R"("NaN")");
  EXPECT_EQ(json_of(Value::of_double(HUGE_VAL)), R"("Infinity")");
  EXPECT_EQ(json_of(Value::of_double(-HUGE_VAL)), R"("-Infinity")");
}

TEST(JsonRow, WritesTimestampsAsMillisecondsOrIso) {
  const auto time = Value::of_timestamp(event_time(1'767'323'045'678));
  EXPECT_EQ(json_of(time), "1767323045678");
  EXPECT_EQ(json_of(time, TimestampStyle::kIso), R"("2026-01-02T03:04:05.678Z")");
  const auto last = Value::of_timestamp(event_time(std::numeric_limits<std::int64_t>::max()));
  EXPECT_EQ(json_of(last, TimestampStyle::kIso), R"("+292278994-08-17T07:12:55.807Z")");
}

TEST(JsonRow, EscapesWhatRfc8259Demands) {
  EXPECT_EQ(json_of(Value::of_text("\"\\/\b\f\n\r\t")), R"("\"\\/\b\f\n\r\t")");
  EXPECT_EQ(json_of(Value::of_text({"\0\x01\x1f\x7f", 4})), "\"\\u0000\\u0001\\u001f\x7f\"");
  EXPECT_EQ(json_of(Value::of_text("grün €\U0001f600")), "\"grün €\U0001f600\"");
}

TEST(JsonRow, FindsWhatToEscapeAtEveryPlaceOfATextOfAnyLength) {
  for (std::size_t size = 1; size < 70; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      std::string text(size, 'x');
      text[place] = '"';
      std::string expected = text;
      expected.insert(place, "\\");
      ASSERT_EQ(json_of(Value::of_text(text)), '"' + expected + '"');
      text[place] = '\xff';
      ASSERT_EQ(json_of(Value::of_text(text)),
                '"' + std::string(place, 'x') + "\uFFFD" + std::string(size - place - 1, 'x') + '"');
    }
  }
}

TEST(JsonRow, ReplacesEachBrokenPartOfUtf8) {
  const auto replaced = [](std::string_view text) { return json_of(Value::of_text(text)); };
  EXPECT_EQ(replaced("\x80"), "\"\uFFFD\"");
  EXPECT_EQ(replaced("a\xc3"), "\"a\uFFFD\"");
  EXPECT_EQ(replaced("\xc3(b"), "\"\uFFFD(b\"");
  EXPECT_EQ(replaced("\xc0\x80"), "\"\uFFFD\uFFFD\"") << "an overlong form is two broken parts";
  EXPECT_EQ(replaced("\xe2\x82(\xe2\x82"), "\"\uFFFD(\uFFFD\"") << "a sequence that breaks off is one";
  EXPECT_EQ(replaced("\xed\xa0\x80"), "\"\uFFFD\uFFFD\uFFFD\"") << "half a surrogate pair";
  EXPECT_EQ(replaced("\xf4\x90\x80\x80"), "\"\uFFFD\uFFFD\uFFFD\uFFFD\"") << "beyond the last character";
  EXPECT_EQ(replaced("\xf0\x9f\x98\"\xff"), "\"\uFFFD\\\"\uFFFD\"");
}

TEST(JsonRow, TakesTextsOfAMegabyteWithoutSixTimesTheRoom) {
  const std::string text(1'000'000, 'x');
  std::string out;
  JsonRowWriter({"v"}, TimestampStyle::kEpochMillis).append(out, std::array{Value::of_text(text)});
  EXPECT_EQ(out, R"({"v":")" + text + R"("})");
  EXPECT_LT(out.capacity(), 2'100'000U);
  const std::string controls(100'000, '\x01');
  EXPECT_EQ(json_of(Value::of_text(controls)).size(), 600'002U);
  const std::string broken(100'000, '\xff');
  EXPECT_EQ(json_of(Value::of_text(broken)).size(), 300'002U);
}

TEST(RawValue, HasNoQuotesAndNoEscapes) {
  EXPECT_EQ(raw(Value::of_text("a\"\n\xff")), "a\"\n\xff");
  EXPECT_EQ(raw(Value::of_text(std::string(1000, 'k'))), std::string(1000, 'k'));
  EXPECT_EQ(raw(Value::null()), "");
  EXPECT_EQ(raw(Value::of_boolean(true)), "true");
  EXPECT_EQ(raw(Value::of_bigint(-7)), "-7");
  EXPECT_EQ(raw(Value::of_decimal(750, 2)), "7.50");
  EXPECT_EQ(raw(Value::of_double(0.5)), "0.5");
  EXPECT_EQ(raw(Value::of_double(std::nan(""))), "NaN");
  EXPECT_EQ(raw(Value::of_jsonb("[1]")), "[1]");
  EXPECT_EQ(raw(Value::of_timestamp(event_time(0))), "0");
  EXPECT_EQ(raw(Value::of_timestamp(event_time(0)), TimestampStyle::kIso), "1970-01-01T00:00:00.000Z");
}

// What one instance writes, another one reads.
RC_GTEST_PROP(JsonRow, IsReadBackByTheDecoder, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 0x7f));
  const std::vector<Value> values = {
      Value::of_text(text),
      Value::of_bigint(*rc::gen::arbitrary<std::int64_t>()),
      Value::of_decimal(*rc::gen::arbitrary<std::int64_t>(), static_cast<std::uint8_t>(*rc::gen::inRange(0, 38))),
      Value::of_double(*rc::gen::arbitrary<double>()),
      Value::of_boolean(*rc::gen::arbitrary<bool>()),
      Value::of_timestamp(event_time(*rc::gen::inRange<std::int64_t>(-62'135'596'800'000, 253'402'300'799'999)))};
  std::string expected;
  for (const auto& value : values) expected += (expected.empty() ? "" : " | ") + show_value(value);
  for (const auto style : {TimestampStyle::kEpochMillis, TimestampStyle::kIso}) {
    const auto record = row({"a", "b", "c", "d", "e", "f"}, values, style);
    RC_ASSERT(
        decoded({column("a", TypeKind::kText), column("b", TypeKind::kBigint), column("c", TypeKind::kDecimal),
                 column("d", TypeKind::kDouble), column("e", TypeKind::kBoolean), column("f", TypeKind::kTimestamp)},
                record) == expected);
  }
}

}  // namespace
}  // namespace millrace
