// The place of a mistake in SQL, however the SQL is written down.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/config/file_text.h"
#include "service/config/tests/pipeline_files.h"

namespace millrace {
namespace {

constexpr const char* kBlock =
    R"(|
      SELECT user_id, window_start, sum(amount) AS total
      FROM orders
      WHERE amount > 0
      GROUP BY user_id, tumble('1 minute')
)";

// The misspelt column stands in the file exactly once; the problem must be there.
void expect_problem_at_misspelling(const std::string& scalar) {
  const std::string text = spoilt(kBlock, scalar);
  const FileText file(text);
  const auto problems = problems_of(text);
  ASSERT_FALSE(problems.empty());
  const TextPosition expected = file.position(text.find("ammount"));
  EXPECT_EQ(problems[0].line, expected.line) << describe("file.yaml", problems);
  EXPECT_EQ(problems[0].column, expected.column) << describe("file.yaml", problems);
  EXPECT_THAT(problems[0].excerpt, testing::HasSubstr("^~~~~~~")) << "the whole word is marked";
}

TEST(SqlPosition, IsFoundInALiteralBlock) {
  expect_problem_at_misspelling("|\n      SELECT user_id\n\n        FROM orders\n      WHERE ammount > 0\n");
}
TEST(SqlPosition, IsFoundInALiteralBlockWithAComment) {
  expect_problem_at_misspelling("|-  # the query\n      SELECT user_id FROM orders\n      WHERE ammount > 0\n");
}
TEST(SqlPosition, IsFoundInAFoldedBlock) {
  expect_problem_at_misspelling(">\n      SELECT user_id\n      FROM orders\n      WHERE ammount > 0\n");
}
TEST(SqlPosition, IsFoundInPlainText) {
  expect_problem_at_misspelling("SELECT user_id FROM orders\n      WHERE ammount > 0\n");
}
TEST(SqlPosition, IsFoundInSingleQuotes) {
  expect_problem_at_misspelling("'SELECT user_id FROM orders WHERE user_id <> ''it''''s'' AND ammount > 0'\n");
}
TEST(SqlPosition, IsFoundInDoubleQuotes) {
  expect_problem_at_misspelling("\"SELECT user_id\\n FROM orders WHERE user_id <> '\\u00e9' AND ammount > 0\"\n");
}
TEST(SqlPosition, IsFoundBehindCharactersOfSeveralBytes) {
  expect_problem_at_misspelling("|\n      SELECT user_id FROM orders WHERE user_id <> 'é€😀' AND ammount > 0\n");
}
TEST(SqlPosition, IsFoundBehindAnAnchor) {
  expect_problem_at_misspelling("&query |\n      SELECT user_id FROM orders WHERE ammount > 0\n");
}

TEST(SqlPosition, OfTheEndIsBehindTheLastWord) {
  const std::string text = spoilt(kBlock, "|\n      SELECT user_id FROM orders WHERE\n\n\n");
  const auto problems = problems_of(text);
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems[0].line, 12U) << describe("file.yaml", problems);
}

}  // namespace
}  // namespace millrace
