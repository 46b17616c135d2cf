// Whatever is done to a file: an answer, never a crash, never an exception, and every problem inside the file.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "service/config/tests/pipeline_files.h"

namespace millrace {
namespace {

constexpr const char* kPieces[] = {
    "\n", ":",   " ",  "  ",   "- ",     "{",  "}",    "[",      "]",     ",",         "\"",   "'",    "|",
    ">",  "&a ", "*a", "<<: ", "!",      "#",  "\t",   "${",     "}",     "$${",       "${X}", "---",  "...",
    "\\", "?",   "%",  "@",    "null",   "~",  "1s",   "name:",  "sql:",  "key:",      "é",    "\xFF", "\r\n",
    "x",  "0",   "-1", "1e99", "topic:", "as", "from", "select", "SUM((", "GROUP BY ", "\x01"};

std::string mutate(std::string text, std::mt19937& random) {
  const auto below = [&](std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most)(random); };
  for (std::size_t edits = 1 + below(5); edits > 0; --edits) {
    const std::size_t at = below(text.size());
    const std::size_t length = std::min(below(12), text.size() - at);
    switch (below(3)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, kPieces[below(std::size(kPieces) - 1)]);
        break;
      case 2:
        text.insert(at, text.substr(below(text.size()), length));
        break;
      default:
        text.replace(at, length, kPieces[below(std::size(kPieces) - 1)]);
    }
  }
  return text;
}

void expect_sound_answer(const std::string& text) {
  const auto config = read_config(text, variables({{"X", "y"}}));
  if (config) return;
  ASSERT_FALSE(config.error().empty()) << text;
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  for (const ConfigProblem& problem : config.error()) {
    EXPECT_GE(problem.line, 1U) << text;
    EXPECT_LE(problem.line, lines) << text;
    EXPECT_GE(problem.column, 1U) << text;
    EXPECT_LE(problem.column, text.size() + 1) << text;
    EXPECT_FALSE(problem.message.empty()) << text;
  }
}

TEST(Mutations, OfTheExampleAreAnsweredSoundly) {
  const std::string example = read_file(std::string(MILLRACE_SOURCE) + "/examples/orders.yaml");
  std::mt19937 random(20'240'601);
  for (int i = 0; i < 3000; ++i) expect_sound_answer(mutate(example, random));
}

TEST(Mutations, OfAFileWithEveryNotationAreAnsweredSoundly) {
  std::string text = spoilt("  orders:\n", "  orders: &orders\n");
  text = spoilt("sql: |\n", "sql: >-\n", text);
  text = spoilt("queries:\n", "  other: { <<: *orders, topic: \"o\\x74her\" }\nqueries:\n", text);
  text = spoilt("localhost:9092", "${X:-localhost:9092}\n  'sasl.password': \"a\\tb\"", text);
  std::mt19937 random(7);
  for (int i = 0; i < 3000; ++i) expect_sound_answer(mutate(text, random));
}

TEST(Mutations, ThatCutTheFileAnywhereAreAnsweredSoundly) {
  const std::string text = kGoodFile;
  for (std::size_t i = 0; i <= text.size(); ++i) expect_sound_answer(text.substr(0, i));
}

// Letters are put in or taken out anywhere but in the name and the value of the secret.
TEST(Mutations, NeverBringASecretIntoAProblem) {
  const std::string head = spoilt("  bootstrap.servers: localhost:9092\n", "  client.id: x\n");
  const std::size_t middle = head.find("sources:");
  std::mt19937 random(99);
  for (int i = 0; i < 3000; ++i) {
    const char* blank = i % 3 == 0 ? " " : i % 3 == 1 ? " '" : " \"";
    const char* close = i % 3 == 0 ? "\n" : i % 3 == 1 ? "'\n" : "\"\n";
    const std::string text = mutate(head.substr(0, middle), random) + "  sasl.password:" + blank + "hunter2" +
                             mutate(close + head.substr(middle), random);
    const auto config = read_config(text, no_variables());
    if (config || !text.contains("kafka:")) continue;
    EXPECT_EQ(describe("file.yaml", config.error()).find("hunter2"), std::string::npos) << text;
  }
}

RC_GTEST_PROP(RandomText, IsAnsweredSoundly, (const std::string& text)) { expect_sound_answer(text); }

RC_GTEST_PROP(RandomText, OfYamlPiecesIsAnsweredSoundly, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(
      rc::gen::elementOf(std::vector<std::string>(std::begin(kPieces), std::end(kPieces))));
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  expect_sound_answer(text);
}

}  // namespace
}  // namespace millrace
