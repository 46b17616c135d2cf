#include "service/doctor/finding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace {
namespace {

using testing::HasSubstr;
using testing::Not;

Error error_of(StopReason stop, const std::string& remedy) {
  return {"ask", "the cluster", "no answer", remedy, Reaction::kRetry, stop};
}

TEST(Finding, IsALineWithItsRemedyBelow) {
  EXPECT_EQ(line_of(ok("clock", "right")), "ok    clock        right\n");
  EXPECT_EQ(line_of(warn("replication", "few", "Add some")),
            "warn  replication  few\n                    -> Add some\n");
  EXPECT_EQ(line_of(fail("storage", "full", "")), "fail  storage      full\n");
}

TEST(Finding, OfAnErrorTellsTheRemedyApart) {
  const auto finding = fail("state", error_of(StopReason::kRefused, "Bring it back"));
  EXPECT_EQ(finding.text, "ask: the cluster: no answer");
  EXPECT_EQ(finding.remedy, "Bring it back");
  EXPECT_EQ(finding.code, ExitCode::kRefused);
}

TEST(Finding, OfNoAnswerAsksTheUsualQuestions) {
  const auto finding = fail("cluster", error_of(StopReason::kNone, ""));
  EXPECT_EQ(finding.code, ExitCode::kUnreachable);
  EXPECT_THAT(finding.remedy, HasSubstr("bootstrap.servers"));
}

TEST(Findings, EndAsTheFirstFailureSays) {
  EXPECT_EQ(code_of({}), ExitCode::kOk);
  EXPECT_EQ(code_of({ok("a", ""), warn("b", "", "")}), ExitCode::kOk);
  EXPECT_EQ(code_of({warn("a", "", ""), fail("b", "", "", ExitCode::kRefused), fail("c", "", "")}), ExitCode::kRefused);
}

}  // namespace
}  // namespace millrace
