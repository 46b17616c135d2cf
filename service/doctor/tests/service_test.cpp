// What the doctor passes on of a running service, and what it says of one that does not run.
#include "base/tests/temp_directory.h"
#include "service/doctor/tests/patients.h"
#include "service/last_exit.h"

namespace millrace::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Verdict = Finding::Verdict;

class Service : public WithPatient {
 protected:
  Service() { config_.state.directory = folder_.path(); }

  Findings look(Result<HttpAnswer> answer) {
    auto asking = patient();
    asking.ask_service = [&](const std::string& path) {
      EXPECT_EQ(path, "/api/v1/troubles");
      return answer;
    };
    return check_service(asking);
  }
  Findings look(const std::string& body, int status = 200) { return look(HttpAnswer{.status = status, .body = body}); }
  Findings look_at_nobody() {
    return look(std::unexpected(
        Error{"ask", "http://127.0.0.1:8080", "nobody accepts a connection there", "", Reaction::kRetry}));
  }
  void end_with_poison() {
    std::filesystem::create_directories(config_.state_directory());
    note_exit(config_.state_directory(), {{}, ExitCode::kPoison, "orders[2]@0: no number", "Skip it"}, Redaction({}));
  }

  const TempDirectory folder_;
};

TEST_F(Service, ThatIsWellIsFine) {
  const auto findings = look(R"({"state":"running","started":"2026-01-02T00:00:00.000Z","troubles":[]})");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].verdict, Verdict::kOk);
  EXPECT_EQ(findings[0].text, "running since 2026-01-02T00:00:00.000Z, without trouble");
}

TEST_F(Service, PassesItsTroublesOnWithTheirRemedies) {
  const auto findings = look(R"({"state":"running","started":"","troubles":[)"
                             R"({"check":"late","found":"20 records","remedy":"Wait longer"},)"
                             R"({"check":"errors","found":"a","remedy":"b"}]})");
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[1].verdict, Verdict::kWarn);
  EXPECT_EQ(findings[1].check, "late");
  EXPECT_EQ(findings[1].text, "20 records");
  EXPECT_EQ(findings[1].remedy, "Wait longer");
  EXPECT_EQ(findings[2].check, "errors");
}

TEST_F(Service, ThatHasYetToRunSaysWhatItDoes) {
  const auto findings = look(R"({"state":"restoring","started":"","troubles":[]})");
  EXPECT_EQ(findings[0].verdict, Verdict::kWarn);
  EXPECT_THAT(findings[0].text, HasSubstr("restoring"));
}

TEST_F(Service, ThatDoesNotRunIsNoFailure) {
  const auto findings = look_at_nobody();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].verdict, Verdict::kOk);
  EXPECT_THAT(findings[0].text, AllOf(HasSubstr("does not run, or cannot be reached"), HasSubstr("127.0.0.1:8080")));
}

TEST_F(Service, ThatEndedBadlyIsRememberedWithTheRemedy) {
  end_with_poison();
  const auto findings = look_at_nobody();
  EXPECT_EQ(findings[0].verdict, Verdict::kWarn);
  EXPECT_THAT(findings[0].text, HasSubstr("with exit code 6: orders[2]@0: no number"));
  EXPECT_EQ(findings[0].remedy, "Skip it");
}

TEST_F(Service, ThatRunsAgainIsAskedAndNotItsPast) {
  end_with_poison();
  EXPECT_EQ(look(R"({"state":"running","started":"","troubles":[]})").front().verdict, Verdict::kOk);
}

TEST_F(Service, OfAnotherPipelineIsAFailure) {
  const auto findings = look(std::unexpected(Error{"ask", "127.0.0.1:8080", "pipeline 'b' answers there", "Change it",
                                                   Reaction::kStop, StopReason::kConfiguration}));
  EXPECT_EQ(code_of(findings), ExitCode::kConfiguration);
  EXPECT_THAT(findings.front().text, HasSubstr("pipeline 'b' answers there"));
  EXPECT_EQ(findings.front().remedy, "Change it");
}

TEST_F(Service, WithoutAnAdminInterfaceIsNotAskedAndStillRemembered) {
  EXPECT_EQ(check_service(patient()).front().verdict, Verdict::kOk);
  EXPECT_THAT(check_service(patient()).front().text, HasSubstr("no admin interface"));
  end_with_poison();
  EXPECT_EQ(check_service(patient()).front().remedy, "Skip it");
}

TEST_F(Service, ThatIsAnotherProgramIsSaidToBe) {
  for (const auto& [body, status] : {std::pair("<html>", 200), std::pair("{}", 404)}) {
    EXPECT_EQ(look(body, status).front().verdict, Verdict::kWarn) << body;
  }
}

}  // namespace
}  // namespace millrace::test
