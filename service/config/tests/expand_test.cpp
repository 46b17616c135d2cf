#include "service/config/expand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace millrace {
namespace {

using testing::HasSubstr;
using testing::Not;

std::optional<std::string> five_variables(const std::string& name) {
  const std::map<std::string, std::string> set = {
      {"HOST", "kafka"}, {"EMPTY", ""}, {"YAML", "{a: b}"}, {"TRICK", "${HOST}"}, {"_x1", "y"}};
  const auto found = set.find(name);
  return found == set.end() ? std::nullopt : std::optional(found->second);
}

std::string expanded(const std::string& text) {
  const Expanded result = expand(text, five_variables);
  EXPECT_TRUE(result.problems.empty()) << text << ": " << result.problems.at(0).message;
  return result.text;
}

TEST(Expand, LeavesTextWithoutVariablesAlone) {
  for (const char* text : {"", "plain", "$", "$$", "a$b", "$HOST", "cost: 5$", "{HOST}", "}"})
    EXPECT_EQ(expanded(text), text);
}

TEST(Expand, ReplacesVariables) {
  EXPECT_EQ(expanded("${HOST}"), "kafka");
  EXPECT_EQ(expanded("${HOST}:9092,${HOST}2:9092"), "kafka:9092,kafka2:9092");
  EXPECT_EQ(expanded("${_x1}"), "y");
}

TEST(Expand, TakesTheDefaultWhenUnsetOrEmptyAsAShellDoes) {
  EXPECT_EQ(expanded("${NONE:-localhost:9092}"), "localhost:9092");
  EXPECT_EQ(expanded("${EMPTY:-x}"), "x");
  EXPECT_EQ(expanded("${HOST:-x}"), "kafka");
  EXPECT_EQ(expanded("${NONE:-}"), "");
  EXPECT_EQ(expanded("${NONE:-a:-b}"), "a:-b");
}

TEST(Expand, TakesAnEmptyVariableWithoutADefaultAsItIs) { EXPECT_EQ(expanded("a${EMPTY}b"), "ab"); }

TEST(Expand, TakesADoubledDollarAsALiteral) {
  EXPECT_EQ(expanded("$${HOST}"), "${HOST}");
  EXPECT_EQ(expanded("$${${HOST}}"), "${kafka}");
}

TEST(Expand, NeverExpandsWhatAVariableBrings) {
  EXPECT_EQ(expanded("${TRICK}"), "${HOST}");
  EXPECT_EQ(expanded("${YAML}"), "{a: b}");
}

TEST(Expand, ReportsAnUnsetVariableByNameAndPlace) {
  const Expanded result = expand("ab${NONE}c", five_variables);
  ASSERT_EQ(result.problems.size(), 1U);
  EXPECT_EQ(result.problems[0].offset, 2U);
  EXPECT_EQ(result.problems[0].length, 7U);
  EXPECT_THAT(result.problems[0].message, HasSubstr("NONE is not set"));
}

TEST(Expand, ReportsEveryProblem) { EXPECT_EQ(expand("${NONE}${ALSO}${HOST}", five_variables).problems.size(), 2U); }

TEST(Expand, ReportsWhatIsNotAVariableWithoutQuotingIt) {
  for (const char* text : {"${}", "${1A}", "${hunter 2}", "${hunter-2}", "${:-hunter2}", "${HOST:hunter2}"}) {
    const Expanded result = expand(text, five_variables);
    ASSERT_EQ(result.problems.size(), 1U) << text;
    EXPECT_THAT(result.problems[0].message, HasSubstr("not a variable"));
    EXPECT_THAT(result.problems[0].message, Not(HasSubstr("hunter")));
  }
}

TEST(Expand, ReportsAMissingBrace) {
  const Expanded result = expand("x${HOST", five_variables);
  ASSERT_EQ(result.problems.size(), 1U);
  EXPECT_EQ(result.problems[0].offset, 1U);
  EXPECT_THAT(result.problems[0].message, HasSubstr("closing }"));
}

}  // namespace
}  // namespace millrace
