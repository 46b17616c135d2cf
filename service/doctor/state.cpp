// What a start would do: the plan of a recovery, made and not carried out.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "service/doctor/patient.h"
#include "service/doctor/stored_files.h"
#include "service/pipeline/recovery.h"
#include "service/rehearsal.h"
#include "service/stored_checkpoints.h"

namespace millrace {
namespace {

constexpr const char* kStateCheck = "state";
constexpr int kLooks = 3;

Result<Foreseen> look(const Patient& patient, std::vector<std::string>& notes) {
  const RecoveryOrder none;
  Transaction transaction(no_sink);
  const auto tell = [&](const std::string& note) { notes.push_back(note); };
  int asked = 0;
  return foresee({patient.config, none, patient.cluster, transaction, patient.store, patient.config.state_directory(),
                  patient.clock, [&](const Error&) { return ++asked < patient.attempts; }, tell, tell});
}

struct Judged {
  Finding finding;
  bool holds = false;  // however much an instance at work has moved on meanwhile
};

Judged judge_checkpoint(const Patient& patient, const Manifest& manifest, const std::string& also) {
  if (const auto there = check_lengths(patient, manifest); !there) return {fail(kStateCheck, there.error())};
  if (const auto whole = check_bytes(patient, manifest); !whole)
    return {fail(kStateCheck, whole.error()), whole.error().damaged};
  return {ok(kStateCheck,
             fmt::format("Kafka and {} agree, and no file is damaged: a start goes on from checkpoint {} of {}{}",
                         patient.store->describe(), manifest.id.value, utc_text(manifest.created_ms), also))};
}

Judged judge(const Patient& patient) {
  std::vector<std::string> notes;
  const auto found = look(patient, notes);
  if (!found) return {fail(kStateCheck, found.error())};
  const std::string also = notes.empty() ? "" : "; " + fmt::format("{}", fmt::join(notes, "; "));
  if (found->resumes) return judge_checkpoint(patient, found->manifest, also);
  return {ok(kStateCheck,
             fmt::format("nothing is committed for group {}: a start begins anew{}", patient.config.name, also))};
}

// "" where there is none, or where the store does not tell.
std::string newest_manifest(const Patient& patient) {
  std::optional<CheckpointName> newest;
  const auto objects = patient.store->list("manifests/");
  if (!objects) return "";
  for (const StoredObject& object : *objects) newest = std::max(newest, name_of_object(object.name));
  return newest ? to_string(*newest) : "";
}

}  // namespace

// Beside a running instance Kafka and the store move on between two looks at them; that is no fault of either.
Findings check_state(const Patient& patient) {
  std::string before = newest_manifest(patient);
  for (int i = 0; i < kLooks; ++i) {
    auto [finding, holds] = judge(patient);
    const std::string after = newest_manifest(patient);
    if (finding.verdict != Finding::Verdict::kFail || holds || after == before) return {std::move(finding)};
    before = after;
  }
  return {ok(kStateCheck, "an instance is at work: it has just stored " + before)};
}

}  // namespace millrace
