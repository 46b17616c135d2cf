#include "service/admin/json_text.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

const Redaction kNothing({});

template <class Write>
std::string written(Write write, const Redaction& redaction = kNothing) {
  JsonText json(redaction);
  json.object([&] { write(json); });
  return json.take();
}

TEST(JsonText, WritesEveryKindOfValue) {
  EXPECT_EQ(
      written([](JsonText& json) {
        json.field("text", "a\"b");
        json.field("signed", -1);
        json.field("unsigned", std::uint64_t{18446744073709551615U});
        json.field("truth", true);
        json.field("nothing", std::optional<int>());
        json.field("something", std::optional(3));
        json.null_field("null");
      }),
      R"({"text":"a\"b","signed":-1,"unsigned":18446744073709551615,"truth":true,"nothing":null,"something":3,"null":null})");
}

TEST(JsonText, WritesDurationsAsMilliseconds) {
  const auto text = written([](JsonText& json) { json.milliseconds("ms", std::chrono::microseconds(12345)); });
  EXPECT_EQ(text, R"({"ms":12.345})");
}

TEST(JsonText, WritesTimesForPeopleAndMachines) {
  EXPECT_EQ(written([](JsonText& json) {
              json.field("wall", WallTime{Millis{1'700'000'000'123}});
              json.field("event", event_time(0));
              json.field("none", kNoEventTime);
            }),
            R"({"wall":"2023-11-14T22:13:20.123Z","event":"1970-01-01T00:00:00.000Z","none":null})");
}

TEST(JsonText, WritesErrorsInTheirFourParts) {
  const auto text = written([](JsonText& json) { json.field("error", Error{"write", "a file", "full", "free"}); });
  EXPECT_EQ(text, R"({"error":{"attempted":"write","object":"a file","cause":"full","remedy":"free"}})");
}

TEST(JsonText, WritesArraysOfWhateverAnItemIs) {
  const std::vector<int> numbers = {1, 2};
  EXPECT_EQ(written([&](JsonText& json) { json.array("n", numbers, [&](int n) { json.value(n); }); }),
            R"({"n":[1,2]})");
}

TEST(JsonText, HidesSecretsInEveryText) {
  const Redaction redaction({"hunter2"});
  const auto text = written(
      [](JsonText& json) {
        json.field("a", std::string("sasl.password=hunter2;"));
        json.field("error", Error{"log in", "broker", "wrong password hunter2", ""});
      },
      redaction);
  EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
  EXPECT_NE(text.find("sasl.password=[secret];"), std::string::npos) << text;
}

TEST(JsonText, TakesAJsonTextAsItIs) {
  const char* row = R"({"a":12.50,"b":[null,true,"\u00e4"],"c":{"d":-1e40}})";
  EXPECT_EQ(written([&](JsonText& json) { json.json_field("row", row); }),
            R"({"row":{"a":12.50,"b":[null,true,"ä"],"c":{"d":-1e40}}})");
}

TEST(JsonText, ShowsAsATextWhatIsNoJsonToIt) {
  for (const char* text : {"{", "", "{}x", "1e400"}) {
    EXPECT_EQ(written([&](JsonText& json) { json.json_field("row", text); }),
              R"({"row":")" + std::string(text) + "\"}");
  }
}

TEST(JsonText, HidesSecretsInAJsonTextAndLeavesItJson) {
  const char* row = R"({"hunter2":"my hunter2","n":12345678,"m":1})";
  EXPECT_EQ(written([&](JsonText& json) { json.json_field("row", row); }, Redaction({"hunter2", "12345678"})),
            R"({"row":{"[secret]":"my [secret]","n":"[secret]","m":1}})");
}

}  // namespace
}  // namespace millrace
