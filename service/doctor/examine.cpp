#include <algorithm>
#include <iterator>

#include "service/cluster_check.h"
#include "service/doctor/patient.h"

namespace millrace {
namespace {

void add(Findings& all, Findings more) { std::ranges::move(more, std::back_inserter(all)); }

bool unreachable(const Findings& findings) { return code_of(findings) == ExitCode::kUnreachable; }

}  // namespace

Findings check_cluster_of(const Patient& patient) {
  const auto found = check_cluster(patient.cluster, patient.config, patient.attempts);
  if (!found) return {fail("cluster", found.error())};
  Findings findings;
  for (const std::string& fact : found->facts) findings.push_back(ok("cluster", fact));
  for (const std::string& problem : found->problems) findings.push_back(fail("cluster", problem, ""));
  return findings;
}

Findings examine(const Patient& patient) {
  Findings all;
  for (const std::string& note : patient.config.notes()) all.push_back(warn("file", note, ""));
  add(all, check_cluster_of(patient));
  const bool has_cluster = !unreachable(all);
  if (has_cluster) {
    for (const auto check : {check_replication, check_permissions, check_clock}) add(all, check(patient));
  }
  add(all, check_storage(patient));
  if (has_cluster) add(all, check_state(patient));
  return all;
}

}  // namespace millrace
