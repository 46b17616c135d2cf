#include "service/config/scalar_map.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace millrace {
namespace {

// Where `word` in the value of the only key stands in the file.
struct Mapped {
  std::size_t offset;
  std::string value;
};

Mapped map_word(const std::string& file, const std::string& word) {
  const auto tree = parse_yaml(file);
  EXPECT_TRUE(tree) << file;
  if (!tree) return {};
  const YamlNode& scalar = *tree->root->entries[0].value;
  const std::size_t in_value = scalar.scalar.find(word);
  EXPECT_NE(in_value, std::string::npos) << word << " in " << scalar.scalar;
  return {ScalarMap(file, scalar).to_file(in_value), scalar.scalar};
}

void expect_found(const std::string& file, const std::string& word) {
  EXPECT_EQ(map_word(file, word).offset, file.find(word)) << file;
}

TEST(ScalarMap, FindsWordsInPlainText) { expect_found("a: one two", "two"); }

TEST(ScalarMap, FindsWordsInPlainTextOfSeveralLines) { expect_found("a: one\n   two\n\n   three\n", "three"); }

TEST(ScalarMap, FindsWordsInLiteralBlocks) {
  const std::string file = "a: |\n  SELECT x\n    FROM y\n\n  WHERE z\n";
  for (const char* word : {"SELECT", "x", "FROM", "y", "WHERE", "z"}) expect_found(file, word);
}

TEST(ScalarMap, FindsWordsInLiteralBlocksOfEveryHeader) {
  for (const char* header : {"|", "|-", "|+", "|2", "|2-", "| # a | comment with SELECT", "|   "}) {
    const std::string file = std::string("a: ") + header + "\n  one\n  two\n\n";
    expect_found(file, "one");
    expect_found(file, "two");
  }
}

TEST(ScalarMap, FindsWordsBehindAnIndentationIndicator) { expect_found("a: |1\n   one\n  two\n", "two"); }

TEST(ScalarMap, FindsWordsAfterBlankLines) {
  expect_found("a: |\n\n\n  one\n   \n  two\n", "one");
  expect_found("a: |\n\n\n  one\n   \n  two\n", "two");
}

TEST(ScalarMap, FindsWordsBehindWindowsLineBreaks) {
  expect_found("a: |\r\n  one\r\n  two\r\n\r\n  three\r\n", "three");
  expect_found("a: one\r\n  two\r\n", "two");
}

TEST(ScalarMap, FindsWordsInFoldedBlocks) {
  const std::string file = "a: >-\n  one\n  two\n\n  three\n    four\n  five\n";
  for (const char* word : {"one", "two", "three", "four", "five"}) expect_found(file, word);
}

TEST(ScalarMap, FindsWordsInQuotes) {
  expect_found("a: 'one two'", "two");
  expect_found("a: \"one two\"", "two");
  expect_found("a: \"one\n   two\n\n   three\"", "three");
  expect_found("a: 'one\n   two'", "two");
}

TEST(ScalarMap, FindsWordsBehindDoubledQuotes) { expect_found("a: 'it''s ''one'' word'", "word"); }

TEST(ScalarMap, FindsWordsBehindEscapes) {
  expect_found(R"(a: "\t\x41\u00e9\U0001F600\n\\\"\N\L word")", "word");
  expect_found("a: \"one\\\n   word\"", "word");
}

TEST(ScalarMap, FindsWordsBehindAnchorsAndTags) {
  expect_found("a: &anchor one two", "two");
  expect_found("a: !!str &anchor |\n  one\n  two\n", "two");
  expect_found("a: &anchor 'two'", "two");
}

TEST(ScalarMap, FindsWordsBehindCharactersOfSeveralBytes) { expect_found("a: |\n  é € 😀 word\n", "word"); }

TEST(ScalarMap, PutsTheEndBehindTheLastVisibleCharacter) {
  const std::string file = "a: |\n  one\n  two\n\n\nb: x\n";
  const auto tree = parse_yaml(file);
  const YamlNode& scalar = *tree->root->entries[0].value;
  const ScalarMap map(file, scalar);
  EXPECT_EQ(map.to_file(scalar.scalar.size()), file.find("two") + 3);
  EXPECT_EQ(map.to_file(99'999), file.find("two") + 3);
}

TEST(ScalarMap, EndsBehindTheClosingQuote) {
  const std::string file = "a: \"one\"  # x";
  EXPECT_EQ(ScalarMap(file, *parse_yaml(file)->root->entries[0].value).end(), 8U);
}

TEST(ScalarMap, TakesEmptyScalars) {
  for (const char* file : {"a: ''", "a: \"\"", "a: |\n", "a: >-\n\n\n"}) {
    const auto tree = parse_yaml(file);
    const std::size_t offset = ScalarMap(file, *tree->root->entries[0].value).to_file(0);
    EXPECT_LE(offset, std::string(file).size()) << file;
  }
}

// Random lines of words: whatever YAML does to white space, every letter is found at its own place.
rc::Gen<std::vector<std::string>> lines() {
  const auto word = rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("abcxyz"))));
  const auto line = rc::gen::map(rc::gen::container<std::vector<std::string>>(word), [](const auto& words) {
    std::string text;
    for (const std::string& each : words) text += (text.empty() ? "" : " ") + each;
    return text;
  });
  return rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(line));
}

void check_every_letter(const std::string& file) {
  const auto tree = parse_yaml(file);
  RC_ASSERT(tree.has_value());
  const YamlNode& scalar = *tree->root->entries[0].value;
  const ScalarMap map(file, scalar);
  for (std::size_t i = 0; i < scalar.scalar.size(); ++i) {
    if (scalar.scalar[i] == ' ' || scalar.scalar[i] == '\n') continue;
    RC_ASSERT(map.to_file(i) < file.size());
    RC_ASSERT(file[map.to_file(i)] == scalar.scalar[i]);
    RC_ASSERT(i == 0 || map.to_file(i - 1) < map.to_file(i));
  }
}

RC_GTEST_PROP(ScalarMapProperty, FindsEveryLetterOfALiteralOrFoldedBlock, ()) {
  std::string file = *rc::gen::elementOf(std::vector<std::string>{"a: |\n", "a: >\n", "a: |+\n", "a: >-\n"});
  file += "  first\n";
  for (const std::string& line : *lines()) {
    file += line.empty() ? "\n" : "  " + std::string(*rc::gen::inRange<std::size_t>(0, 4), ' ') + line + "\n";
  }
  check_every_letter(file);
}

RC_GTEST_PROP(ScalarMapProperty, FindsEveryLetterOfAFlowScalar, ()) {
  const std::string quote = *rc::gen::elementOf(std::vector<std::string>{"", "'", "\""});
  std::string file = "a: " + quote + "first";
  for (const std::string& line : *lines()) file += "\n" + (line.empty() ? "" : "   " + line);
  check_every_letter(file + quote + "\n");
}

}  // namespace
}  // namespace millrace
