#include "service/config/yaml_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace {
namespace {

using testing::HasSubstr;
using testing::Not;
using Kind = YamlNode::Kind;

YamlTree parsed(const std::string& text) {
  auto tree = parse_yaml(text);
  EXPECT_TRUE(tree) << tree.error().message;
  return tree ? std::move(*tree) : YamlTree{};
}

YamlError refused(const std::string& text) {
  auto tree = parse_yaml(text);
  EXPECT_FALSE(tree) << text;
  return tree ? YamlError{} : tree.error();
}

TEST(YamlTree, KeepsKeysAndValuesWithTheirPlaces) {
  const YamlTree tree = parsed("a: one\nb: [two, three]\n");
  ASSERT_EQ(tree.root->kind, Kind::kMapping);
  ASSERT_EQ(tree.root->entries.size(), 2U);
  EXPECT_EQ(tree.root->entries[0].key->scalar, "a");
  EXPECT_EQ(tree.root->entries[0].value->scalar, "one");
  EXPECT_EQ(tree.root->entries[0].value->offset, 3U);
  const YamlNode& list = *tree.root->entries[1].value;
  ASSERT_EQ(list.kind, Kind::kSequence);
  EXPECT_EQ(list.items[1]->scalar, "three");
  EXPECT_EQ(list.items[1]->offset, 16U);
}

TEST(YamlTree, KeepsDoubledKeys) {
  const YamlTree tree = parsed("a: 1\na: 2\n");
  ASSERT_EQ(tree.root->entries.size(), 2U);
  EXPECT_EQ(tree.root->entries[1].value->scalar, "2");
}

TEST(YamlTree, TellsNothingFromText) {
  const YamlTree tree = parsed("a:\nb: ~\nc: null\nd: \"\"\ne: \"null\"\n");
  EXPECT_EQ(tree.root->entries[0].value->kind, Kind::kNull);
  EXPECT_EQ(tree.root->entries[1].value->kind, Kind::kNull);
  EXPECT_EQ(tree.root->entries[2].value->kind, Kind::kNull);
  EXPECT_EQ(tree.root->entries[3].value->kind, Kind::kScalar);
  EXPECT_EQ(tree.root->entries[4].value->kind, Kind::kScalar);
}

TEST(YamlTree, KnowsWhatWasQuoted) {
  const YamlTree tree = parsed("a: x\nb: 'x'\nc: \"x\"\nd: |\n  x\n");
  EXPECT_FALSE(tree.root->entries[0].value->quoted);
  for (int i : {1, 2, 3}) EXPECT_TRUE(tree.root->entries[static_cast<std::size_t>(i)].value->quoted) << i;
}

TEST(YamlTree, FollowsAliases) {
  const YamlTree tree = parsed("a: &x {k: v}\nb: *x\n");
  EXPECT_EQ(tree.root->entries[0].value, tree.root->entries[1].value);
}

TEST(YamlTree, MergesWhatAMappingDoesNotHaveItself) {
  const YamlTree tree = parsed("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: &c {z: 4}\nd: {<<: [*a, *c]}\n");
  const auto& b = tree.root->entries[1].value->entries;
  ASSERT_EQ(b.size(), 2U);
  EXPECT_EQ(b[0].value->scalar, "3");
  EXPECT_EQ(b[1].value->scalar, "1");
  EXPECT_EQ(tree.root->entries[3].value->entries.size(), 3U);
}

TEST(YamlTree, TakesAQuotedMergeKeyAsAKey) {
  const YamlTree tree = parsed("a: {\"<<\": {x: 1}}\n");
  EXPECT_EQ(tree.root->entries[0].value->entries[0].key->scalar, "<<");
}

TEST(YamlTree, RefusesAnAliasInsideItsOwnAnchor) {
  const YamlError error = refused("a: &x [*x]\n");
  EXPECT_THAT(error.message, HasSubstr("inside"));
  EXPECT_EQ(error.offset, 7U);
}

TEST(YamlTree, RefusesTagsOfOnesOwnButNotTheStandardOnes) {
  EXPECT_EQ(refused("a: !secret b\n").offset, 3U);
  EXPECT_THAT(refused("a: !secret b\n").message, HasSubstr("quotes"));
  EXPECT_EQ(parsed("a: !!str 5\n").root->entries[0].value->scalar, "5");
}

TEST(YamlTree, RefusesASecondDocumentWhereItBegins) {
  const YamlError error = refused("a: b\n---\nc: d\n");
  EXPECT_EQ(error.offset, 5U);
  EXPECT_THAT(error.message, HasSubstr("second document"));
}

TEST(YamlTree, TakesDocumentMarksAroundOneDocument) { EXPECT_EQ(parsed("---\na: b\n...\n").root->entries.size(), 1U); }

TEST(YamlTree, RefusesAnEmptyFileInAnyForm) {
  for (const char* text : {"", "\n\n", "# only a comment\n", "---\n", "---\n...\n", "~\n"}) {
    EXPECT_THAT(refused(text).message, HasSubstr("empty")) << text;
  }
}

TEST(YamlTree, FindsTheTabThatIndents) {
  const YamlError error = refused("a:\n\tb: 1\n");
  EXPECT_THAT(error.message, HasSubstr("tab"));
  EXPECT_EQ(error.offset, 3U);
}

TEST(YamlTree, SaysWhatToDoAboutCommonMistakes) {
  EXPECT_THAT(refused("a: b: c\n").message, HasSubstr("quotes"));
  EXPECT_THAT(refused("a: 1\n b: 2\n").message, HasSubstr("indentation"));
  EXPECT_THAT(refused("a: @b\n").message, HasSubstr("quotes"));
  EXPECT_THAT(refused("a: \"\\q\"\n").message, HasSubstr("backslash"));
}

TEST(YamlTree, NeverQuotesTheText) {
  for (const char* text : {"p: *hunter2\n", "p: \"\\hunter2\"\n", "p: !hunter2 x\n", "p: !<hunter2\n", "%hunter2\n"}) {
    EXPECT_THAT(refused(text).message, Not(HasSubstr("hunter2"))) << text;
  }
}

TEST(YamlTree, SurvivesDeepNesting) {
  EXPECT_THAT(refused(std::string(100'000, '[')).message, HasSubstr("not valid YAML"));
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::string("{a: ");
  refused(text);
}

TEST(YamlTree, SurvivesLongChainsOfAliases) {
  std::string text = "- &a0 []\n";
  for (int i = 1; i < 50'000; ++i) text += "- &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  EXPECT_EQ(parsed(text).root->items.size(), 50'000U);
}

}  // namespace
}  // namespace millrace
