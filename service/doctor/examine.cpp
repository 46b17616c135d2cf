#include <algorithm>
#include <iterator>

#include "service/asking.h"
#include "service/cluster_check.h"
#include "service/doctor/patient.h"

namespace millrace {
namespace {

void add(Findings& all, Findings more) { std::ranges::move(more, std::back_inserter(all)); }

// Whether more questions make sense. A cluster that lets nobody in fails each in the same words; one that keeps a topic
// to itself answers the others.
bool answers(const Patient& patient, const Findings& first) {
  if (code_of(first) == ExitCode::kOk) return true;
  if (code_of(first) == ExitCode::kUnreachable) return false;
  const auto asked = [&] { return patient.cluster.broker_setting(kLongestTransaction, kAskingSlice); };
  return ask(patient.attempts, asked).has_value();
}

}  // namespace

Findings check_cluster_of(const Patient& patient) {
  const auto found = check_cluster(patient.cluster, patient.config, patient.attempts);
  if (!found) return {fail("cluster", found.error())};
  Findings findings;
  for (const std::string& fact : found->facts) findings.push_back(ok("cluster", fact));
  for (const auto& [text, remedy] : found->warnings) findings.push_back(warn("cluster", text, remedy));
  for (const auto& [text, remedy] : found->problems) findings.push_back(fail("cluster", text, remedy));
  return findings;
}

Findings examine(const Patient& patient) {
  Findings all;
  for (const std::string& note : patient.config.notes()) all.push_back(warn("file", note, ""));
  const auto first = check_cluster_of(patient);
  const bool has_cluster = answers(patient, first);
  add(all, first);
  if (has_cluster) {
    for (const auto check : {check_replication, check_permissions, check_clock}) add(all, check(patient));
  }
  add(all, check_storage(patient));
  if (has_cluster) add(all, check_state(patient));
  add(all, check_service(patient));
  return all;
}

}  // namespace millrace
