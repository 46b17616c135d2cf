#include "service/pipeline/window_text.h"

#include <gtest/gtest.h>

#include "service/sql/group_key.h"

namespace millrace {
namespace {

std::string text_of(const std::vector<std::string>& names, const std::vector<Value>& values) {
  QueryConfig query;
  query.name = "totals";
  query.plan.group_names = names;
  std::vector<char> key;
  sql::append_group_key(key, values);
  return window_text(query, event_time(1'795'282'703'000), {key.data(), key.size()});
}

TEST(WindowText, NamesQueryKeyAndEnd) {
  EXPECT_EQ(text_of({"user_id", "n"}, {Value::of_text("ada"), Value::of_bigint(7)}),
            R"(query totals, key {"user_id":"ada","n":7}, window ending at 2026-11-21T17:38:23.000Z)");
}

TEST(WindowText, OfAWindowWithoutKeysNamesNone) {
  EXPECT_EQ(text_of({}, {}), "query totals, window ending at 2026-11-21T17:38:23.000Z");
}

TEST(WindowText, OfALongKeyShowsTheBeginningUpToAWholeCharacter) {
  std::string umlauts;
  for (int i = 0; i < 100; ++i) umlauts += "\u00fc";
  const auto text = text_of({"u"}, {Value::of_text(umlauts)});
  const std::string shown = R"({"u":")" + umlauts.substr(0, 58);
  EXPECT_EQ(text, "query totals, key " + shown.substr(0, 64) + "..., window ending at 2026-11-21T17:38:23.000Z");
  EXPECT_EQ(text_of({"uu"}, {Value::of_text(umlauts)}).find(umlauts.substr(0, 58)), std::string::npos);
}

TEST(WindowText, HasNoLineBreaks) { EXPECT_EQ(text_of({"u"}, {Value::of_text("a\nb")}).find('\n'), std::string::npos); }

}  // namespace
}  // namespace millrace
