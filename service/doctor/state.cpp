// What a start would do: the plan of a recovery, made and not carried out.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "service/doctor/patient.h"
#include "service/pipeline/recovery.h"
#include "service/rehearsal.h"
#include "service/stored_checkpoints.h"
#include "state/storage_errors.h"

namespace millrace {
namespace {

constexpr const char* kCheck = "state";
constexpr int kLooks = 3;
constexpr const char* kWayBack =
    "Restore the store from a copy, or see `millrace checkpoints list` and `millrace run --from ID`";

Result<Foreseen> look(const Patient& patient, std::vector<std::string>& notes) {
  const RecoveryOrder none;
  Transaction transaction(no_sink);
  const auto tell = [&](const std::string& note) { notes.push_back(note); };
  int asked = 0;
  return foresee({patient.config, none, patient.cluster, transaction, patient.store, patient.config.state_directory(),
                  patient.clock, [&](const Error&) { return ++asked < patient.attempts; }, tell, tell});
}

std::vector<StoredFile> files_of(const Manifest& manifest) {
  std::vector<StoredFile> files;
  for (const ShardManifest& shard : manifest.shards) {
    if (shard.base) files.insert(files.end(), shard.base->files.begin(), shard.base->files.end());
    for (const DeltaRef& delta : shard.chain) files.push_back(delta.file);
  }
  return files;
}

// Names of files that the checkpoint needs and that are not there, or not as long as they were.
Result<std::vector<std::string>> missing(const Patient& patient, const Manifest& manifest) {
  const auto objects = patient.store->list("");
  if (!objects) return std::unexpected(objects.error());
  std::map<std::string, std::uint64_t> stored;
  for (const StoredObject& object : *objects) stored.emplace(object.name, object.bytes);
  std::vector<std::string> names;
  for (const StoredFile& file : files_of(manifest)) {
    const auto found = stored.find(file.object);
    if (found == stored.end() || found->second != file.bytes) names.push_back(file.object);
  }
  return names;
}

// The first damaged file that the checkpoint needs.
Result<void> verify(const Patient& patient, const Manifest& manifest) {
  for (const StoredFile& file : files_of(manifest)) {
    const auto found = patient.checksum_of(file.object);
    if (!found) return std::unexpected(found.error());
    if (found->hex == file.checksum) continue;
    auto damaged = damaged_object(fmt::format("read checkpoint {}, which Kafka names", manifest.id.value), file.object,
                                  fmt::format("in {} it is damaged: its checksum is {}, not {}",
                                              patient.store->describe(), found->hex, file.checksum));
    damaged.remedy = kWayBack;
    return std::unexpected(damaged);
  }
  return {};
}

struct Judged {
  Finding finding;
  bool holds = false;  // however much an instance at work has moved on meanwhile
};

Judged judge_checkpoint(const Patient& patient, const Manifest& manifest, const std::string& also) {
  const auto gone = missing(patient, manifest);
  if (!gone) return {fail(kCheck, gone.error())};
  const auto id = manifest.id.value;
  if (!gone->empty()) {
    return {fail(kCheck,
                 fmt::format("checkpoint {}, which Kafka names, lacks {} of its files in {}, such as {}", id,
                             gone->size(), patient.store->describe(), gone->front()),
                 kWayBack, ExitCode::kRefused)};
  }
  if (const auto whole = verify(patient, manifest); !whole) return {fail(kCheck, whole.error()), whole.error().damaged};
  return {
      ok(kCheck, fmt::format("Kafka and {} agree, and no file is damaged: a start goes on from checkpoint {} of {}{}",
                             patient.store->describe(), id, utc_text(manifest.created_ms), also))};
}

Judged judge(const Patient& patient) {
  std::vector<std::string> notes;
  const auto found = look(patient, notes);
  if (!found) return {fail(kCheck, found.error())};
  const std::string also = notes.empty() ? "" : "; " + fmt::format("{}", fmt::join(notes, "; "));
  if (found->resumes) return judge_checkpoint(patient, found->manifest, also);
  return {
      ok(kCheck, fmt::format("nothing is committed for group {}: a start begins anew{}", patient.config.name, also))};
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
  return {ok(kCheck, "an instance is at work: it has just stored " + before)};
}

}  // namespace millrace
