#include "service/exit_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace millrace {
namespace {

TEST(ExitCodes, AreTheSameInEveryVersion) {
  EXPECT_EQ(static_cast<int>(ExitCode::kOk), 0);
  EXPECT_EQ(static_cast<int>(ExitCode::kInternal), 1);
  EXPECT_EQ(static_cast<int>(ExitCode::kUsage), 2);
  EXPECT_EQ(static_cast<int>(ExitCode::kConfiguration), 3);
  EXPECT_EQ(static_cast<int>(ExitCode::kFenced), 4);
  EXPECT_EQ(static_cast<int>(ExitCode::kRefused), 5);
  EXPECT_EQ(static_cast<int>(ExitCode::kPoison), 6);
  EXPECT_EQ(static_cast<int>(ExitCode::kStateLimit), 7);
  EXPECT_EQ(static_cast<int>(ExitCode::kLastCheckpointFailed), 8);
  EXPECT_EQ(static_cast<int>(ExitCode::kRestartsExhausted), 9);
  EXPECT_EQ(static_cast<int>(ExitCode::kUnreachable), 10);
  EXPECT_EQ(static_cast<int>(ExitCode::kCheckpointFailed), 11);
  EXPECT_EQ(static_cast<int>(ExitCode::kUnhealthy), 12);
}

TEST(ExitCodes, AreDocumentedOnceEachInOrder) {
  int expected = 0;
  std::set<std::string_view> names;
  for (const ExitCodeMeaning& code : exit_codes()) {
    EXPECT_EQ(static_cast<int>(code.code), expected++);
    EXPECT_TRUE(names.insert(code.name).second) << code.name;
    EXPECT_TRUE(code.meaning.ends_with('.')) << code.meaning;
  }
  EXPECT_EQ(expected, 13);
}

TEST(ExitCodes, StayBelowTheShellsOwn) {
  for (const ExitCodeMeaning& code : exit_codes()) EXPECT_LT(static_cast<int>(code.code), 64);
}

TEST(ExitCodes, DifferForEveryReasonToStop) {
  std::set<ExitCode> codes;
  for (const StopReason reason : {StopReason::kNone, StopReason::kConfiguration, StopReason::kFenced,
                                  StopReason::kRefused, StopReason::kPoison, StopReason::kStateLimit}) {
    EXPECT_TRUE(codes.insert(exit_code_of(reason)).second);
    EXPECT_NE(exit_code_of(reason), ExitCode::kOk);
  }
  EXPECT_EQ(exit_code_of(StopReason::kFenced), ExitCode::kFenced);
  EXPECT_EQ(exit_code_of(StopReason::kNone), ExitCode::kInternal);
}

TEST(ExitCodes, AreTheTableOfTheDocumentation) {
  std::ostringstream text;
  text << std::ifstream(MILLRACE_DOCS "/command-line.md").rdbuf();
  for (const ExitCodeMeaning& code : exit_codes()) {
    std::ostringstream row;
    row << "| " << static_cast<int>(code.code) << " | " << code.name << " | " << code.meaning << " |\n";
    EXPECT_THAT(text.str(), testing::HasSubstr(row.str()));
  }
}

}  // namespace
}  // namespace millrace
