// What this user may do. Asked, never tried: to begin a transaction would fence a running instance.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "service/asking.h"
#include "service/doctor/patient.h"
#include "service/pipeline/definition.h"

namespace millrace {
namespace {

constexpr const char* kPermissionsCheck = "permissions";
constexpr const char* kRemedy = "Run what `millrace generate acl -c FILE` prints";

// Adds to `allowed` what is as it must be.
Findings check_topic(const Patient& patient, const std::string& topic, bool written,
                     std::vector<std::string>& allowed) {
  const auto found = ask(patient.attempts, [&] { return patient.cluster.describe_topic(topic, kAskingSlice); });
  if (!found) return {fail(kPermissionsCheck, found.error())};
  if (!*found) return {};  // missing: the check of the cluster says so
  const char* use = written ? "written" : "read";
  if (!(written ? (*found)->may_write : (*found)->may_read)) {
    return {fail(kPermissionsCheck, fmt::format("topic {} may not be {}", topic, use), kRemedy)};
  }
  allowed.push_back(fmt::format("topic {} may be {}, ", topic, use));
  return {};
}

// The group's offsets are what a start asks for first.
Findings check_group(const Patient& patient) {
  const std::vector<TopicPartition> first = {{patient.config.sources.front().topic, PartitionId{0}}};
  const auto committed = ask(patient.attempts, [&] { return patient.cluster.committed(first, kAskingSlice); });
  if (committed) return {};
  return {fail(kPermissionsCheck, committed.error())};
}

}  // namespace

Findings check_permissions(const Patient& patient) {
  Findings findings;
  std::vector<std::string> allowed;
  const auto add = [&](Findings more) { findings.insert(findings.end(), more.begin(), more.end()); };
  for (const SourceConfig& source : patient.config.sources) add(check_topic(patient, source.topic, false, allowed));
  for (const std::string& topic : sink_topics(patient.config)) add(check_topic(patient, topic, true, allowed));
  add(check_group(patient));
  if (!findings.empty()) return findings;
  return {ok(kPermissionsCheck,
             fmt::format("{}the group's offsets may be read; the right to the transactional id shows only in a run",
                         fmt::join(allowed, "")))};
}

}  // namespace millrace
