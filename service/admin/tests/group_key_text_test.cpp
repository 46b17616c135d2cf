#include "service/admin/group_key_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/pipeline/group_key_json.h"

namespace millrace {
namespace {

using testing::HasSubstr;

sql::Query grouped_by(const std::string& columns) {
  const sql::SourceColumns orders{"orders",
                                  {{"user_id", {TypeKind::kText, 0, 0}, {}},
                                   {"n", {TypeKind::kBigint, 0, 0}, {}},
                                   {"amount", {TypeKind::kDecimal, 12, 2}, {}},
                                   {"paid", {TypeKind::kBoolean, 0, 0}, {}},
                                   {"at", {TypeKind::kTimestamp, 0, 0}, {}}}};
  const auto query = sql::compile("SELECT count(*) AS c FROM orders GROUP BY " + columns + ", tumble('1 minute')",
                                  std::span(&orders, 1));
  EXPECT_TRUE(query);
  return *query;
}

// What the key is after it was read and written again.
std::string read_back(const std::string& columns, const std::string& text) {
  const auto query = grouped_by(columns);
  const auto key = parse_group_key(query, text);
  return key ? group_key_json(query, TimestampStyle::kIso, *key) : "error: " + key.error();
}

TEST(GroupKeyText, OfOneColumnIsItsText) {
  EXPECT_EQ(read_back("user_id", "ada"), R"({"user_id":"ada"})");
  EXPECT_EQ(read_back("user_id", ""), R"({"user_id":""})");
  EXPECT_EQ(read_back("user_id", "42"), R"({"user_id":"42"})");
  EXPECT_EQ(read_back("user_id", "\"ada\""), R"({"user_id":"\"ada\""})");
  EXPECT_EQ(read_back("n", "-42"), R"({"n":-42})");
  EXPECT_EQ(read_back("amount", "12.50"), R"({"amount":12.5})");
  EXPECT_EQ(read_back("paid", "true"), R"({"paid":true})");
}

TEST(GroupKeyText, OfATimeIsIso8601OrMilliseconds) {
  EXPECT_EQ(read_back("at", "0"), R"({"at":"1970-01-01T00:00:00.000Z"})");
  EXPECT_EQ(read_back("at", "2026-01-02T03:04:05Z"), R"({"at":"2026-01-02T03:04:05.000Z"})");
}

TEST(GroupKeyText, MayBeAnObject) {
  EXPECT_EQ(read_back("user_id", R"({"user_id":"ada"})"), R"({"user_id":"ada"})");
  EXPECT_EQ(read_back("user_id", R"({"user_id":null})"), R"({"user_id":null})");
  EXPECT_EQ(read_back("user_id, n", R"({"n":7,"user_id":"ada"})"), R"({"user_id":"ada","n":7})");
}

TEST(GroupKeyText, RefusesAnObjectOfOtherColumnsAndSaysHowToWriteIt) {
  EXPECT_EQ(read_back("user_id", R"({"user":"ada"})"),
            R"(error: the key of this query is {"user_id":...}; if this text is itself the key, write )"
            R"({"user_id":"{\"user\":\"ada\"}"})");
  EXPECT_EQ(read_back("user_id", R"({"user_id":"{\"user\":\"ada\"}"})"), R"({"user_id":"{\"user\":\"ada\"}"})");
  EXPECT_EQ(read_back("n", R"({"m":1})"), R"(error: the key of this query is {"n":...})");
}

TEST(GroupKeyText, NamesTheColumnsThatItNeeds) {
  for (const char* text : {"ada", R"({"user_id":"ada"})", R"({"user_id":"ada","n":7,"m":1})", R"(["ada",7])"}) {
    EXPECT_THAT(read_back("user_id, n", text), HasSubstr(R"(the key of this query is {"user_id":...,"n":...})"))
        << text;
  }
}

TEST(GroupKeyText, RefusesWhatTheColumnCannotHold) {
  for (const char* text : {"ada", "", "1.5", "1,\"x\":2", "99999999999999999999", "1}{", "\"1\""}) {
    EXPECT_THAT(read_back("n", text), HasSubstr("error: ")) << text;
  }
  EXPECT_THAT(read_back("user_id, n", R"({"user_id":"ada","n":"7"})"), HasSubstr("error: "));
}

TEST(TimeText, InSecondsGetsAHint) {
  EXPECT_EQ(hint_of_seconds("1704067390"),
            "1704067390 was taken for milliseconds since 1970; if these are seconds, write 1704067390000.");
  for (const char* text : {"1704067390000", "60000", "-1704067390", "2026-01-02T03:04:05Z"}) {
    EXPECT_EQ(hint_of_seconds(text), "") << text;
  }
}

TEST(TimeText, IsIso8601OrMilliseconds) {
  EXPECT_EQ(parse_time("1970-01-01T00:01:00Z"), event_time(60'000));
  EXPECT_EQ(parse_time("60000"), event_time(60'000));
  EXPECT_EQ(parse_time("-60000"), event_time(-60'000));
  for (const char* text : {"", "now", "1.5", "\"1\"", "99999999999999999", "-99999999999999999", "12:00"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

}  // namespace
}  // namespace millrace
