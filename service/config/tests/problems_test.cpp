#include "service/config/problems.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/config/tests/pipeline_files.h"

namespace millrace {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Describe, ShowsFileLineColumnTheWordsAndTheLineWithAMarker) {
  const auto problems = problems_of(spoilt("key: user_id", "key: user_ids"));
  EXPECT_EQ(
      describe("examples/orders.yaml", problems),
      "examples/orders.yaml:17:33: 'key' of the sink of query 'totals': 'user_ids' is not a column of its result; "
      "did you mean 'user_id'?\n"
      "  17 |     sink: { topic: totals, key: user_ids }\n"
      "     |                                 ^~~~~~~~\n");
}

ConfigProblem problem_in(const std::string& text, std::size_t offset, std::size_t length) {
  const FileText file(text);
  Problems problems(file);
  problems.add(offset, length, "wrong");
  return problems.take().at(0);
}

TEST(Problems, MarkTheirPlaceByCharactersNotBytes) {
  EXPECT_EQ(problem_in("é€ abc", 6, 3).excerpt, "  1 | é€ abc\n    |    ^~~");
  EXPECT_EQ(problem_in("é€ abc", 6, 3).column, 4U);
}

TEST(Problems, ShowATabAsOneSpaceSoThatTheMarkerFits) {
  EXPECT_EQ(problem_in("a:\tb", 3, 1).excerpt, "  1 | a: b\n    |    ^");
}

TEST(Problems, MarkNoFurtherThanTheLine) { EXPECT_EQ(problem_in("abc\ndef", 1, 99).excerpt, "  1 | abc\n    |  ^~"); }

TEST(Problems, MarkAtLeastOneColumn) { EXPECT_EQ(problem_in("abc", 3, 0).excerpt, "  1 | abc\n    |    ^"); }

TEST(Problems, CutLongLinesAroundTheirPlace) {
  const std::string text = std::string(5000, 'x') + " here " + std::string(5000, 'y');
  const ConfigProblem problem = problem_in(text, 5001, 4);
  EXPECT_LT(problem.excerpt.size(), 400U);
  EXPECT_THAT(problem.excerpt, HasSubstr(" here "));
  EXPECT_EQ(problem.column, 5002U);
}

TEST(Problems, CutLongLinesBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "é";
  for (std::size_t place = 200; place < 210; place += 2) {
    EXPECT_EQ(FileText(problem_in(text, place, 2).excerpt).first_foreign_byte(), std::nullopt) << place;
  }
}

TEST(Problems, ShowNothingForAnEmptyLine) { EXPECT_EQ(problem_in("\n\nx", 1, 1).excerpt, ""); }

TEST(Problems, TellTheSameThingOnce) {
  const FileText file("abc");
  Problems problems(file);
  problems.add(1, 1, "wrong");
  problems.add(1, 1, "wrong");
  problems.add(1, 1, "also wrong");
  EXPECT_EQ(problems.take().size(), 2U);
}

TEST(Problems, MaskSecretsOverSeveralLines) {
  const std::string text = "p: \"one\n   two\" # rest\n";
  const FileText file(text);
  const auto tree = parse_yaml(text);
  Problems problems(file);
  problems.mask(*tree->root->entries[0].value);
  problems.add(0, 1, "first");
  problems.add(text.find("two"), 1, "second");
  for (const ConfigProblem& problem : problems.take()) {
    EXPECT_THAT(problem.excerpt, Not(HasSubstr("one")));
    EXPECT_THAT(problem.excerpt, Not(HasSubstr("two")));
    EXPECT_THAT(problem.excerpt, Not(HasSubstr("rest"))) << "without quotes, # ends a secret early";
  }
}

TEST(Problems, ShowWhatFollowsASecretInTheSameLine) {
  const std::string text = "{ p: one, q: two }\n";
  const FileText file(text);
  const auto tree = parse_yaml(text);
  Problems problems(file);
  problems.mask(*tree->root->entries[0].value);
  problems.add(text.find("two"), 3, "wrong");
  EXPECT_THAT(problems.take()[0].excerpt, HasSubstr("{ p: ***, q: two }"));
}

}  // namespace
}  // namespace millrace
