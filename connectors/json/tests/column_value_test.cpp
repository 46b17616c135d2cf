// What each type takes, and what it makes of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "connectors/json/tests/decoding.h"

namespace millrace {
namespace {

std::string as(const ColumnSpec& spec, const std::string& json) { return decoded({spec}, "{\"v\":" + json + "}"); }
std::string as(TypeKind kind, const std::string& json) { return as(column("v", kind), json); }

constexpr const char* kType = "rejected: type";
constexpr const char* kOverflow = "rejected: overflow";
constexpr const char* kUnicode = "rejected: unicode";

TEST(JsonText, IsAString) {
  EXPECT_EQ(as(TypeKind::kText, R"("")"), "text ");
  EXPECT_EQ(as(TypeKind::kText, R"("a b")"), "text a b");
  for (const auto* other : {"1", "true", "[]", "{}", R"(["a"])"}) EXPECT_EQ(as(TypeKind::kText, other), kType) << other;
}

TEST(JsonText, HasItsEscapesUndone) {
  EXPECT_EQ(as(TypeKind::kText, R"("\"\\\/\b\f\n\r\t")"), "text \"\\/\b\f\n\r\t");
  EXPECT_EQ(as(TypeKind::kText, R"("\u0041\u00e4\u20AC\ud83d\ude00|\u007f")"), "text A\u00e4\u20ac\U0001f600|\x7f");
  EXPECT_EQ(as(TypeKind::kText, R"("a\u0020b\\u0041")"), "text a b\\u0041");
  EXPECT_EQ(as(TypeKind::kText, R"("\u07ff\u0800\uffff\udbff\udfff")"), "text \u07ff\u0800\uffff\U0010ffff");
}

TEST(JsonText, RefusesEscapesThatAreNoCharacterAsPostgresqlDoes) {
  for (const auto* text : {R"("\u0000")", R"("a\u0000b")", R"("\ud800")", R"("\udc00")", R"("\ud800\ud800")",
                           R"("\ud800x")", R"("\udc00\ud800")", R"("\ud83d\\ude00")"}) {
    EXPECT_EQ(as(TypeKind::kText, text), kUnicode) << text;
    EXPECT_EQ(as(TypeKind::kJsonb, text), kUnicode) << text;
    EXPECT_EQ(as(TypeKind::kJsonb, fmt::format("[1,{}]", text)), kUnicode) << text;
    EXPECT_EQ(as(TypeKind::kJsonb, fmt::format("[{{{}:1}}]", text)), kUnicode) << text;
    EXPECT_EQ(decoded({column("v", TypeKind::kBigint)}, fmt::format(R"({{"x":{},"v":1}})", text)), "bigint 1");
  }
}

TEST(JsonText, PointsIntoTheRecordUnlessEscapesWereUndone) {
  // Long enough and in the middle of a page, so that it is read where it lies; sanitizers always see a copy.
  alignas(4096) static std::array<char, 4096> page{};
  const std::string record = R"({"v":"plain","w":"esc\u0061ped","x":"esc\u0062ped"})";
  std::ranges::copy(record, page.begin());
  const auto decoder =
      make_json_decoder({column("v", TypeKind::kText), column("w", TypeKind::kText), column("x", TypeKind::kText)});
  std::array<Value, 3> values;
  ASSERT_EQ(decoder->decode({page.data(), record.size()}, values), nullptr);
  EXPECT_EQ(values[0].text(), "plain");
  EXPECT_EQ(values[1].text(), "escaped");
  EXPECT_EQ(values[2].text(), "escbped") << "a second text must not move the first";
  const auto is_within = [&](const Value& v) {
    return v.bytes.data >= page.data() && v.bytes.data < page.data() + 4096;
  };
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_TRUE(is_within(values[0]));
#endif
  EXPECT_FALSE(is_within(values[1]));
}

TEST(JsonText, ManyEscapedTextsOfOneRecordStayWhereTheyAre) {
  std::vector<ColumnSpec> columns;
  std::string record = "{";
  std::string expected;
  for (int i = 0; i < 50; ++i) {
    columns.push_back(column(fmt::format("c{}", i), TypeKind::kText));
    record += fmt::format(R"({}"c{}":"{}\n")", i == 0 ? "" : ",", i, std::string(static_cast<std::size_t>(i), 'x'));
    expected += fmt::format("{}text {}\n", i == 0 ? "" : " | ", std::string(static_cast<std::size_t>(i), 'x'));
  }
  EXPECT_EQ(decoded(columns, record + "}"), expected);
}

TEST(JsonBoolean, IsTrueOrFalse) {
  EXPECT_EQ(as(TypeKind::kBoolean, "true"), "true");
  EXPECT_EQ(as(TypeKind::kBoolean, "false"), "false");
  for (const auto* other : {"1", "0", R"("true")", "[]"}) EXPECT_EQ(as(TypeKind::kBoolean, other), kType) << other;
}

TEST(JsonBigint, IsANumberWithoutPointAndExponent) {
  EXPECT_EQ(as(TypeKind::kBigint, "0"), "bigint 0");
  EXPECT_EQ(as(TypeKind::kBigint, "-0"), "bigint 0");
  EXPECT_EQ(as(TypeKind::kBigint, "-42"), "bigint -42");
  EXPECT_EQ(as(TypeKind::kBigint, "123456789012345678"), "bigint 123456789012345678");
  for (const auto* other : {"3.0", "3e2", R"("3")", "true", "[3]", "0.0", "12345678901234567890.5", "1e-5"}) {
    EXPECT_EQ(as(TypeKind::kBigint, other), kType) << other;
  }
}

TEST(JsonBigint, HasSixtyFourBits) {
  EXPECT_EQ(as(TypeKind::kBigint, "9223372036854775807"), "bigint 9223372036854775807");
  EXPECT_EQ(as(TypeKind::kBigint, "-9223372036854775808"), "bigint -9223372036854775808");
  EXPECT_EQ(as(TypeKind::kBigint, "9223372036854775808"), kOverflow);
  EXPECT_EQ(as(TypeKind::kBigint, "-9223372036854775809"), kOverflow);
  EXPECT_EQ(as(TypeKind::kBigint, std::string(400, '9')), kOverflow);
}

TEST(JsonDecimal, IsRoundedToItsScaleHalfAwayFromZero) {
  const auto price = decimal_column("v", 12, 2);
  EXPECT_EQ(as(price, "12.5"), "decimal 12.50");
  EXPECT_EQ(as(price, "-12"), "decimal -12.00");
  EXPECT_EQ(as(price, "12.345"), "decimal 12.35");
  EXPECT_EQ(as(price, "-12.345"), "decimal -12.35");
  EXPECT_EQ(as(price, "0.0049999999999999999999999999999999999999999999"), "decimal 0.00");
  EXPECT_EQ(as(price, "1.2345e3"), "decimal 1234.50");
  EXPECT_EQ(as(price, "1E-9"), "decimal 0.00");
  EXPECT_EQ(as(price, "-0.0"), "decimal 0.00");
}

TEST(JsonDecimal, BeyondItsPrecisionIsRejected) {
  const auto price = decimal_column("v", 12, 2);
  EXPECT_EQ(as(price, "9999999999.99"), "decimal 9999999999.99");
  EXPECT_EQ(as(price, "9999999999.994"), "decimal 9999999999.99");
  EXPECT_EQ(as(price, "9999999999.995"), kOverflow) << "it rounds up to 10^10";
  EXPECT_EQ(as(price, "-10000000000"), kOverflow);
  EXPECT_EQ(as(price, "1e10"), kOverflow);
  EXPECT_EQ(as(price, "1e999999999999"), kOverflow);
  EXPECT_EQ(as(decimal_column("v", 2, 2), "0.99"), "decimal 0.99");
  EXPECT_EQ(as(decimal_column("v", 2, 2), "1"), kOverflow);
  EXPECT_EQ(as(decimal_column("v", 38, 38), "0.5"), "decimal 0.5" + std::string(37, '0'));
  EXPECT_EQ(as(decimal_column("v", 38, 38), "1"), kOverflow);
  EXPECT_EQ(as(decimal_column("v", 38, 0), std::string(38, '9')), "decimal " + std::string(38, '9'));
  EXPECT_EQ(as(decimal_column("v", 38, 0), std::string(39, '9')), kOverflow);
  EXPECT_EQ(as(decimal_column("v", 38, 20), "123456789012345678"),
            "decimal 123456789012345678." + std::string(20, '0'));
  EXPECT_EQ(as(decimal_column("v", 37, 20), "123456789012345678"), kOverflow);
}

TEST(JsonDecimal, WithoutDeclaredScaleKeepsItsOwn) {
  EXPECT_EQ(as(TypeKind::kDecimal, "12.500"), "decimal 12.500");
  EXPECT_EQ(as(TypeKind::kDecimal, "12345678901234567890.5"), "decimal 12345678901234567890.5");
  EXPECT_EQ(as(TypeKind::kDecimal, "1" + std::string(38, '0')), kOverflow);
}

TEST(JsonDecimal, IsANumberNotItsText) {
  for (const auto* other : {R"("12.50")", "true", "{}"})
    EXPECT_EQ(as(decimal_column("v", 12, 2), other), kType) << other;
}

TEST(JsonDouble, IsTheNearestOneOrAnOverflow) {
  EXPECT_EQ(as(TypeKind::kDouble, "0.1"), "double 0.1");
  EXPECT_EQ(as(TypeKind::kDouble, "-1e5"), "double -100000");
  EXPECT_EQ(as(TypeKind::kDouble, "1.7976931348623157e308"), "double 1.7976931348623157e+308");
  EXPECT_EQ(as(TypeKind::kDouble, "4.9e-324"), "double 5e-324");
  EXPECT_EQ(as(TypeKind::kDouble, "123456789012345678901234567890"), "double 1.2345678901234568e+29");
  EXPECT_EQ(as(TypeKind::kDouble, "9007199254740993"), "double 9007199254740992");
  EXPECT_EQ(as(TypeKind::kDouble, "-0.0"), "double -0");
  EXPECT_EQ(as(TypeKind::kDouble, "1e400"), kOverflow);
  EXPECT_EQ(as(TypeKind::kDouble, "1e-400"), kOverflow) << "as PostgreSQL: it is not zero";
  EXPECT_EQ(as(TypeKind::kDouble, R"("1")"), kType);
}

TEST(JsonTimestamp, IsReadBehindItsEscapes) {
  const auto plain = as(TypeKind::kTimestamp, R"("2026-01-01T00:00:00+02:00")");
  EXPECT_EQ(plain, "timestamp 1767218400000");
  EXPECT_EQ(as(TypeKind::kTimestamp, R"("2026-01-01T00:00:00\u002B02:00")"), plain);
  EXPECT_EQ(as(TypeKind::kTimestamp, R"("2026\u002d01-01T00\u003A00:00\u002b02:00")"), plain);
  EXPECT_EQ(as(TypeKind::kTimestamp, R"("2026-01-01T00:00:00\u0000")"), kType);
  EXPECT_EQ(as(TypeKind::kTimestamp, R"("2026-01-01T00:00:00\n")"), kType);
}

TEST(JsonTimestamp, LeavesTheTextsBesideItAsTheyAre) {
  EXPECT_EQ(decoded({column("a", TypeKind::kText), column("ts", TypeKind::kTimestamp), column("b", TypeKind::kText)},
                    R"({"a":"x\ty","ts":"1970-01-01T00:00:00\u002B00:00","b":"\"z"})"),
            "text x\ty | timestamp 0 | text \"z");
}

TEST(JsonColumn, OfTypeJsonbIsTheRawText) {
  EXPECT_EQ(as(TypeKind::kJsonb, R"({ "a" : [1, 2.50] })"), R"(jsonb { "a" : [1, 2.50] })");
  EXPECT_EQ(as(TypeKind::kJsonb, "[]"), "jsonb []");
  EXPECT_EQ(as(TypeKind::kJsonb, R"("te\u0078t")"), R"(jsonb "te\u0078t")");
  EXPECT_EQ(as(TypeKind::kJsonb, " 1e400 "), "jsonb 1e400");
  EXPECT_EQ(as(TypeKind::kJsonb, "true"), "jsonb true");
  EXPECT_EQ(as(TypeKind::kJsonb, "null"), "NULL");
  EXPECT_EQ(as(TypeKind::kJsonb, "[1,}"), "rejected: malformed");
}

TEST(JsonColumn, MisfitsNameTheFieldTheTypeAndWhatWasFound) {
  EXPECT_EQ(rejection_of({column("n", TypeKind::kBigint)}, R"({"n":"seven"})"),
            "field 'n': bigint expected, found \"seven\"");
  EXPECT_EQ(rejection_of({decimal_column("n", 4, 2)}, R"({"n":123.4})"), "field 'n': 123.4 does not fit decimal(4,2)");
  EXPECT_EQ(rejection_of({column("n", TypeKind::kBigint)}, "{\"n\":[1,\n2]}"),
            "field 'n': bigint expected, found [1, 2]");
  EXPECT_EQ(rejection_of({column("n", TypeKind::kText)}, R"({"n":"\u0000"})"),
            R"(field 'n': \u0000 or half a surrogate pair is no text: "\u0000")");
  const auto detail = rejection_of({column("n", TypeKind::kBigint)}, R"({"n":")" + std::string(1000, 'x') + "\"}");
  EXPECT_LT(detail.size(), 100U) << "a log line, not the record";
}

}  // namespace
}  // namespace millrace
