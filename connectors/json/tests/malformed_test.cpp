// What is no JSON, by the grammar of RFC 8259. Whether the flaw stands in a column that is asked for makes no
// difference.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/json/tests/decoding.h"

namespace millrace {
namespace {

using testing::HasSubstr;

const std::vector<ColumnSpec> kColumns = {column("a", TypeKind::kText), column("n", TypeKind::kBigint)};

void expect_malformed(const std::string& record) {
  EXPECT_EQ(decoded(kColumns, record), "rejected: malformed") << record;
}

TEST(MalformedJson, StructureMustBeWhole) {
  for (const auto* record : {"{",
                             "}",
                             "{{}",
                             "{}}",
                             "{} {}",
                             "{}x",
                             "{},",
                             R"({"n"})",
                             R"({"n":})",
                             R"({"n":1,})",
                             R"({,"n":1})",
                             R"({"n":1 "a":"x"})",
                             R"({"n":1;"a":"x"})",
                             R"({"n"=1})",
                             R"({"n"::1})",
                             R"({n:1})",
                             R"({'n':1})",
                             R"({"n":1]})",
                             R"({"n":1)",
                             R"({"n":1]", R"({"n":[1})",
                             R"({"n":[1,]})",
                             R"({"n":[,1]})",
                             R"({"n":[1 2]})",
                             R"({"n":{"x"}})",
                             R"({"n":{"x":}})",
                             R"({"n":{"x":1,}})",
                             R"({"n":{1:2}})",
                             R"({"n":{]}})",
                             R"({"n":[}]})",
                             R"({"x":{"n":1})",
                             R"({"x":{"n":1},)",
                             R"({"ts":3,,:garbage ]})",
                             " ",
                             "\n",
                             ",",
                             ":",
                             R"("a":1)",
                             "[",
                             "[1",
                             "nul",
                             "tru }",
                             "1 2"}) {
    expect_malformed(record);
  }
}

TEST(MalformedJson, EveryPrefixOfARecord) {
  const std::string record = R"( {"a" : "x\u00e4y" , "n":-12.5e+3, "o":{"p":[true,false,null,{}],"q":"\\"}} )";
  ASSERT_EQ(decoded({column("a", TypeKind::kText)}, record), "text x\u00e4y");
  for (std::size_t size = 1; size + 1 < record.size(); ++size) expect_malformed(record.substr(0, size));
}

TEST(MalformedJson, NumbersAreStrict) {
  for (const auto* number :
       {"01",    "-",     "-01",  "00",  "+1",           ".5",
        "1.",    "1.e5",  "1e",   "1e+", "1e-",          "0x10",
        "1_000", "- 1",   "1 .5", "NaN", "Infinity",     "-Infinity",
        "1f",    "1e5.5", "--1",  "1-",  "12345678901x", "1234567890123456789012345678901234567890."}) {
    expect_malformed(fmt::format(R"({{"n":{}}})", number));
    expect_malformed(fmt::format(R"({{"x":{}}})", number));
    expect_malformed(fmt::format(R"({{"x":[{}]}})", number));
  }
}

TEST(MalformedJson, WordsAreStrict) {
  for (const auto* word : {"True", "tru", "truee", "fals", "nul", "nullx", "NULL", "undefined", "none", "t", ""}) {
    expect_malformed(fmt::format(R"({{"n":{}}})", word));
    expect_malformed(fmt::format(R"({{"n":1,"y":{{"z":{}}}}})", word));
    expect_malformed(fmt::format(R"({{"n":1,"y":[true,{}]}})", word));
  }
}

TEST(MalformedJson, StringsAreStrict) {
  for (const auto* text : {"\n", "\t", "\x01", "\x1f", R"(\x)", R"(\u12)", R"(\u123g)", R"(\U0041)", R"(\ )", R"(\')",
                           R"(\u)", "long enough to be in a block of its own \x02"}) {
    expect_malformed(fmt::format(R"({{"a":"{}"}})", text));
    expect_malformed(fmt::format(R"({{"x":"{}"}})", text));
    expect_malformed(fmt::format(R"({{"x":["{}"]}})", text));
    expect_malformed(fmt::format(R"({{"{}":1}})", text));
  }
  expect_malformed(std::string("{\"a\":\"\0\"}", 9));
  expect_malformed(R"({"a":"\})");
  expect_malformed(R"({"a":"\"})");
  expect_malformed(R"({"a":"\u00})");
}

TEST(MalformedJson, NothingButSpaceIsBetweenTokens) {
  for (const auto* junk : {"\v", "\f", "\xc2\xa0", "\xef\xbb\xbf", "/**/", "//x\n", "#"}) {
    expect_malformed(fmt::format("{}{{}}", junk));
    expect_malformed(fmt::format("{{}}{}", junk));
    expect_malformed(fmt::format("{{{}\"n\":1}}", junk));
    expect_malformed(fmt::format("{{\"n\":{}1}}", junk));
    expect_malformed(fmt::format("{{\"n\":1{}}}", junk));
  }
  expect_malformed(std::string("{}\0", 3));
}

TEST(MalformedJson, IsSaidBeforeAnyOtherReason) {
  EXPECT_EQ(decoded(kColumns, "{\"n\":\"no number\",}"), "rejected: malformed");
  EXPECT_EQ(decoded(kColumns, "{\"a\":\"\xff\",}"), "rejected: malformed");
}

TEST(MalformedJson, ThePlaceAndWhatShouldBeThereAreNamed) {
  EXPECT_EQ(rejection_of(kColumns, R"({"n" 1})"), "at byte 5: ':' after a key expected, found '1}'");
  EXPECT_EQ(rejection_of(kColumns, R"({"n":1)"), "at byte 6: ',' or '}' expected, found the end");
  EXPECT_EQ(rejection_of(kColumns, R"({"n":"x)"), "at byte 7: the closing quote of a string expected, found the end");
  EXPECT_EQ(rejection_of(kColumns, R"({"n":)"), "at byte 5: a value expected, found the end");
  EXPECT_EQ(rejection_of(kColumns, "hello"), "at byte 0: an object expected, found 'hello'");
  EXPECT_THAT(rejection_of(kColumns, "{\"n\":\x01}"), HasSubstr("at byte 5: a value expected"));
  EXPECT_EQ(rejection_of(kColumns, "{} {}"), "at byte 3: nothing after the object expected, found '{}'");
}

}  // namespace
}  // namespace millrace
