#include "service/doctor/finding.h"

#include <fmt/format.h>

#include <algorithm>

#include "service/kafka_wait.h"

namespace millrace {

Finding fail(std::string check, const Error& error) {
  Error found = error;
  std::string remedy = std::exchange(found.remedy, "");
  if (error.stop != StopReason::kNone) {
    return fail(std::move(check), found.message(), std::move(remedy), exit_code_of(error.stop));
  }
  if (remedy.empty()) remedy = kWhenKafkaIsSilent;
  return fail(std::move(check), found.message(), std::move(remedy), ExitCode::kUnreachable);
}

const char* verdict_name(Finding::Verdict verdict) {
  switch (verdict) {
    case Finding::Verdict::kOk:
      return "ok";
    case Finding::Verdict::kWarn:
      return "warn";
    case Finding::Verdict::kFail:
      return "fail";
  }
  return "";
}

std::string line_of(const Finding& finding) {
  const std::string line = fmt::format("{:<5} {:<12} {}\n", verdict_name(finding.verdict), finding.check, finding.text);
  return finding.remedy.empty() ? line : line + fmt::format("{:>22} {}\n", "->", finding.remedy);
}

ExitCode code_of(const Findings& findings) {
  const auto failed = std::ranges::find(findings, Finding::Verdict::kFail, &Finding::verdict);
  return failed == findings.end() ? ExitCode::kOk : failed->code;
}

}  // namespace millrace
