// Which fields are found, and what becomes of records that are not what they should be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/json/tests/decoding.h"

namespace millrace {
namespace {

using testing::HasSubstr;

const std::vector<ColumnSpec> kOrder = {column("user_id", TypeKind::kText), column("n", TypeKind::kBigint)};

TEST(JsonDecoder, FindsTheColumnsWhereverTheyStand) {
  EXPECT_EQ(decoded(kOrder, R"({"user_id":"u1","n":7})"), "text u1 | bigint 7");
  EXPECT_EQ(decoded(kOrder, R"({"n":7,"user_id":"u1"})"), "text u1 | bigint 7");
  EXPECT_EQ(decoded(kOrder, R"({"x":1,"n":7,"y":"z","user_id":"u1","z":null})"), "text u1 | bigint 7");
  EXPECT_EQ(decoded(kOrder, " \t\r\n{ \"user_id\" :\t\"u1\" ,\n \"n\" : 7 } \n"), "text u1 | bigint 7");
}

TEST(JsonDecoder, MissingAndNullFieldsAreNull) {
  EXPECT_EQ(decoded(kOrder, "{}"), "NULL | NULL");
  EXPECT_EQ(decoded(kOrder, " { } "), "NULL | NULL");
  EXPECT_EQ(decoded(kOrder, R"({"user_id":null})"), "NULL | NULL");
  EXPECT_EQ(decoded(kOrder, R"({"User_id":"u1","n ":7})"), "NULL | NULL") << "names match exactly";
}

TEST(JsonDecoder, RemembersNothingOfTheRecordBefore) {
  const auto decoder = make_json_decoder(kOrder);
  EXPECT_EQ(decoded(*decoder, 2, R"({"user_id":"u1","n":7})"), "text u1 | bigint 7");
  EXPECT_EQ(decoded(*decoder, 2, R"({"n":8})"), "NULL | bigint 8");
  EXPECT_EQ(decoded(*decoder, 2, R"({"user_id":"u2","n":"x"})"), "rejected: type");
  EXPECT_EQ(decoded(*decoder, 2, "{}"), "NULL | NULL");
  EXPECT_EQ(decoded(*decoder, 2, R"({"user_id":"u3","n":9,)"), "rejected: malformed");
  EXPECT_EQ(decoded(*decoder, 2, "{}"), "NULL | NULL");
}

TEST(JsonDecoder, FollowsFieldsThatChangeTheirPlaces) {
  const auto decoder = make_json_decoder(kOrder);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(decoded(*decoder, 2, R"({"a":1,"user_id":"u1","n":7})"), "text u1 | bigint 7");
    EXPECT_EQ(decoded(*decoder, 2, R"({"user_id":"u2","a":1,"n":8})"), "text u2 | bigint 8");
    EXPECT_EQ(decoded(*decoder, 2, R"({"user_idx":"u2","n_":1,"use":8,"":1})"), "NULL | NULL");
  }
}

TEST(JsonDecoder, TakesAnyNumberOfFields) {
  std::string record = "{";
  for (int i = 0; i < 100; ++i) record += fmt::format("\"field{}\":{},", i, i);
  record += R"("n":5})";
  EXPECT_EQ(decoded({column("field99", TypeKind::kBigint), column("n", TypeKind::kBigint),
                     column("field0", TypeKind::kBigint)},
                    record),
            "bigint 99 | bigint 5 | bigint 0");
}

TEST(JsonDecoder, NamesMayBeLongOrEmptyOrHoldAnything) {
  for (const std::string name : {"", "fifteen_letters", "sixteen_letters_", "a name of more than sixteen bytes",
                                 "brace}", "gr\u00f6\u00dfe", "two words", "a/b"}) {
    const std::vector<ColumnSpec> columns = {column(name, TypeKind::kBigint)};
    const auto decoder = make_json_decoder(columns);
    for (int i = 0; i < 2; ++i) EXPECT_EQ(decoded(*decoder, 1, "{\"" + name + "\":1}"), "bigint 1") << name;
  }
  EXPECT_EQ(decoded({column("a\"b\\c", TypeKind::kBigint)}, R"({"a\"b\\c":1})"), "bigint 1");
  EXPECT_EQ(decoded({column("a}b", TypeKind::kBigint)}, R"({"a})"), "rejected: malformed");
}

TEST(JsonDecoder, KeysMayBeWrittenWithEscapes) {
  EXPECT_EQ(decoded(kOrder, R"({"\u0075ser_id":"u1","\u006e":7})"), "text u1 | bigint 7");
  EXPECT_EQ(decoded(kOrder, R"({"\u0000":1,"\ud800":2,"n":7})"), "NULL | bigint 7") << "no column's name, but no flaw";
}

TEST(JsonDecoder, OfAFieldThatComesTwiceTheLastOneCounts) {
  EXPECT_EQ(decoded(kOrder, R"({"n":1,"user_id":"u1","n":2})"), "text u1 | bigint 2");
  EXPECT_EQ(decoded(kOrder, R"({"n":1,"n":null})"), "NULL | NULL");
  EXPECT_EQ(decoded(kOrder, R"({"n":"no number","n":2})"), "NULL | bigint 2") << "what counts is what must fit";
  EXPECT_EQ(decoded(kOrder, R"({"n":2,"n":"no number"})"), "rejected: type");
  EXPECT_EQ(decoded(kOrder, R"({"n":1,"\u006e":2})"), "NULL | bigint 2");
}

TEST(JsonDecoder, SkipsOtherFieldsWhateverTheyHold) {
  for (const auto* other : {"1", "-0.5e-7", "1e999", "123456789012345678901234567890", "true", "false", "null", R"("")",
                            R"("\"\\\/\b\f\n\r\t\u00e4\ud83d\ude00\ud800")", "[]", "{}", "[[],{},[{}]]",
                            R"({"n":9,"user_id":[1,"}]",{"a":"\"}"}]})", "[ 1 , 2 ]", R"({ "a" : { } })"}) {
    EXPECT_EQ(decoded(kOrder, fmt::format(R"({{"user_id":"u1","x":{},"n":7}})", other)), "text u1 | bigint 7") << other;
  }
}

TEST(JsonDecoder, TellsATombstoneFromAnEmptyValue) {
  EXPECT_EQ(decoded(kOrder, std::string_view{}), "rejected: tombstone");
  EXPECT_EQ(decoded(kOrder, ""), "rejected: empty");
}

TEST(JsonDecoder, RejectsWhatIsNoObject) {
  for (const auto* record : {"[]", R"([{"n":1}])", "1", R"("{}")", "null", "true", " 12.5 "}) {
    EXPECT_EQ(decoded(kOrder, record), "rejected: not_object") << record;
  }
  EXPECT_THAT(rejection_of(kOrder, "[1,2]"), HasSubstr("a JSON object expected, found [1,2]"));
}

TEST(JsonDecoder, RejectsNestingBeyondItsLimitAndNotBefore) {
  const auto nested = [](std::size_t levels) {  // the record's own included
    return R"({"n":7,"x":)" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
  };
  EXPECT_EQ(decoded(kOrder, nested(1024)), "NULL | bigint 7");
  EXPECT_EQ(decoded(kOrder, nested(1025)), "rejected: depth");
  EXPECT_EQ(decoded(kOrder, nested(1'000'000)), "rejected: depth");
  EXPECT_EQ(decoded(kOrder, R"({"x":)" + std::string(1'000'000, '[')), "rejected: depth");
  std::string objects = R"({"n":7,"x":)";
  for (int i = 0; i < 2000; ++i) objects += R"({"a":)";
  EXPECT_EQ(decoded(kOrder, objects), "rejected: depth");
  EXPECT_THAT(rejection_of(kOrder, nested(1025)), HasSubstr("more than 1024 levels"));
}

TEST(JsonDecoder, TakesStringsOfAMegabyte) {
  const std::string text(1'000'000, 'x');
  EXPECT_EQ(decoded(kOrder, R"({"user_id":")" + text + R"(","n":7})"), "text " + text + " | bigint 7");
  EXPECT_EQ(decoded(kOrder, R"({"x":")" + text + R"(","n":7})"), "NULL | bigint 7");
  EXPECT_EQ(decoded(kOrder, R"({"user_id":"\n)" + text + R"(\n","n":7})"), "text \n" + text + "\n | bigint 7");
  EXPECT_EQ(decoded(kOrder, R"({"user_id":")" + text), "rejected: malformed");
}

TEST(JsonDecoder, RejectsInvalidUtf8WhereverItStands) {
  for (const auto* bad : {"\x80", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "\xe2\x82"}) {
    EXPECT_EQ(decoded(kOrder, fmt::format(R"({{"user_id":"{}"}})", bad)), "rejected: utf8");
    EXPECT_EQ(decoded(kOrder, fmt::format(R"({{"n":1,"x":"long enough to be alone in a block {}"}})", bad)),
              "rejected: utf8");
    EXPECT_EQ(decoded(kOrder, fmt::format(R"({{"x":[["{}"]]}})", bad)), "rejected: utf8");
    EXPECT_EQ(decoded(kOrder, fmt::format(R"({{"{}":1}})", bad)), "rejected: utf8");
    EXPECT_EQ(decoded(kOrder, fmt::format(R"({{"user_id":"\n{}\n"}})", bad)), "rejected: utf8");
  }
}

TEST(JsonDecoder, TakesAllOfUnicode) {
  for (const auto* text : {"\u00fc", "\u20ac", "\U0001f600", "\uffff", "\U0010ffff", "\x7f"}) {
    EXPECT_EQ(decoded(kOrder, fmt::format(R"({{"user_id":"{}","n":1}})", text)),
              fmt::format("text {} | bigint 1", text));
  }
}

}  // namespace
}  // namespace millrace
