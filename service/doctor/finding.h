// What `millrace doctor` finds: a line for people, fields for scripts.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "service/exit_code.h"

namespace millrace {

struct Finding {
  enum class Verdict { kOk, kWarn, kFail } verdict = Verdict::kOk;
  std::string check;              // one word: "replication"
  std::string text;               // what was found
  std::string remedy;             // empty: nothing is to be done, or the text says it
  ExitCode code = ExitCode::kOk;  // of a failure: how a run would end
};
using Findings = std::vector<Finding>;

inline Finding ok(std::string check, std::string text) {
  return {Finding::Verdict::kOk, std::move(check), std::move(text), {}, ExitCode::kOk};
}
inline Finding warn(std::string check, std::string text, std::string remedy) {
  return {Finding::Verdict::kWarn, std::move(check), std::move(text), std::move(remedy), ExitCode::kOk};
}
inline Finding fail(std::string check, std::string text, std::string remedy, ExitCode code = ExitCode::kConfiguration) {
  return {Finding::Verdict::kFail, std::move(check), std::move(text), std::move(remedy), code};
}
// What could not be asked.
Finding fail(std::string check, const Error& error);

const char* verdict_name(Finding::Verdict verdict);  // "warn"
// "warn  replication  topic orders: ..." and the remedy on a line of its own.
std::string line_of(const Finding& finding);
// Of the first failure; kOk without one.
ExitCode code_of(const Findings& findings);

}  // namespace millrace
