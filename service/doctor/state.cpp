// What a start would do: the plan of a recovery, made and not carried out.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "service/doctor/patient.h"
#include "service/pipeline/recovery.h"
#include "service/rehearsal.h"
#include "service/stored_checkpoints.h"

namespace millrace {
namespace {

constexpr const char* kCheck = "state";
constexpr int kLooks = 3;

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

Finding judge(const Patient& patient) {
  std::vector<std::string> notes;
  const auto found = look(patient, notes);
  if (!found) return fail(kCheck, found.error());
  const std::string also = notes.empty() ? "" : "; " + fmt::format("{}", fmt::join(notes, "; "));
  if (!found->resumes) {
    return ok(kCheck,
              fmt::format("nothing is committed for group {}: a start begins anew{}", patient.config.name, also));
  }
  const auto gone = missing(patient, found->manifest);
  if (!gone) return fail(kCheck, gone.error());
  const auto id = found->manifest.id.value;
  if (!gone->empty()) {
    return fail(kCheck,
                fmt::format("checkpoint {}, which Kafka names, lacks {} of its files in {}, such as {}", id,
                            gone->size(), patient.store->describe(), gone->front()),
                "Restore the store from a copy, or see `millrace checkpoints list` and `millrace run --from ID`",
                ExitCode::kRefused);
  }
  return ok(kCheck, fmt::format("Kafka and {} agree: a start goes on from checkpoint {} of {}{}",
                                patient.store->describe(), id, utc_text(found->manifest.created_ms), also));
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
    auto found = judge(patient);
    const std::string after = newest_manifest(patient);
    if (found.verdict != Finding::Verdict::kFail || after == before) return {std::move(found)};
    before = after;
  }
  return {ok(kCheck, "an instance is at work: it has just stored " + before)};
}

}  // namespace millrace
