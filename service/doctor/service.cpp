// What the running service complains of; and if none runs, how the last one ended.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "service/admin_client.h"
#include "service/doctor/patient.h"
#include "service/last_exit.h"
#include "service/stored_checkpoints.h"

namespace millrace {
namespace {

constexpr const char* kServiceCheck = "service";

Finding warning_of(const JsonValue& trouble) {
  return warn(text_of(&trouble, "check"), text_of(&trouble, "found"), text_of(&trouble, "remedy"));
}

Findings told(const JsonValue& answer) {
  const auto* troubles = member(answer, "troubles");
  const auto* each = troubles != nullptr ? troubles->array() : nullptr;
  const auto state = text_of(&answer, "state");
  Findings findings;
  if (state == "running") {
    findings.push_back(ok(kServiceCheck, fmt::format("running since {}{}", text_of(&answer, "started"),
                                                     each != nullptr && each->empty() ? ", without trouble" : "")));
  } else {
    findings.push_back(warn(kServiceCheck, "it is " + state + ", not running",
                            each != nullptr && each->empty() ? "Its log says what it waits for" : ""));
  }
  if (each != nullptr) std::ranges::transform(*each, std::back_inserter(findings), warning_of);
  return findings;
}

// `what` is known of it: nothing that is said by itself.
Finding silent(const Patient& patient, const std::string& what) {
  const auto last = read_last_exit(patient.config.state_directory());
  if (!last) return ok(kServiceCheck, what);
  return warn(kServiceCheck,
              fmt::format("{}; the last run here ended at {} with exit code {}: {}", what,
                          utc_text(last->when.time_since_epoch().count()), static_cast<int>(last->code), last->error),
              last->remedy);
}

}  // namespace

Findings check_service(const Patient& patient) {
  if (!patient.ask_service) {
    return {silent(patient, "not asked: the file gives it no admin interface with a port (admin: {})")};
  }
  const auto answer = patient.ask_service("/api/v1/troubles");
  if (!answer && answer.error().stop == StopReason::kConfiguration) return {fail(kServiceCheck, answer.error())};
  if (!answer) {
    return {silent(patient, fmt::format("it does not run, or cannot be reached from here ({}: {})",
                                        answer.error().object, answer.error().cause))};
  }
  const auto json = parse_json(answer->body);
  if (answer->status != 200 || !json) {
    return {warn(kServiceCheck, fmt::format("it answers {} to /api/v1/troubles", answer->status),
                 "Is it of another version, or is this another program's port?")};
  }
  return told(*json);
}

}  // namespace millrace
