#include "service/doctor/stored_files.h"

#include <fmt/format.h>

#include <map>

#include "base/counted.h"
#include "state/storage_errors.h"

namespace millrace {
namespace {

std::vector<StoredFile> files_of(const Manifest& manifest) {
  std::vector<StoredFile> files;
  each_file(manifest, [&](const StoredFile& file) { files.push_back(file); });
  return files;
}

// Which way out is left depends on what can still be loaded; a run finds that out before it offers one.
Error not_whole(const Patient& patient, const Manifest& manifest, const StoredFile& file, const std::string& cause) {
  auto error = damaged_object(fmt::format("read checkpoint {}, which Kafka names", manifest.id.value), file.object,
                              fmt::format("in {} it {}", patient.store->describe(), cause));
  error.remedy =
      "Restore this file from a copy of the store. Without one start `millrace run`: it goes on if the local databases "
      "are whole, or says whether --from ID or --accept-offsets is left";
  return error;
}

}  // namespace

Result<void> check_lengths(const Patient& patient, const Manifest& manifest) {
  const auto objects = patient.store->list("");
  if (!objects) return std::unexpected(objects.error());
  std::map<std::string, std::uint64_t> stored;
  for (const StoredObject& object : *objects) stored.emplace(object.name, object.bytes);
  std::optional<Error> first;
  std::uint64_t more = 0;
  for (const StoredFile& file : files_of(manifest)) {
    const auto found = stored.find(file.object);
    if (found != stored.end() && found->second == file.bytes) continue;
    if (first) {
      ++more;
    } else if (found == stored.end()) {
      first = not_whole(patient, manifest, file, "is missing");
    } else {
      first = not_whole(patient, manifest, file, fmt::format("is {} B long, not {}", found->second, file.bytes));
    }
  }
  if (!first) return {};
  if (more > 0) first->cause += fmt::format(", and {} with it", counted(more, "more file"));
  return std::unexpected(*std::move(first));
}

Result<void> check_bytes(const Patient& patient, const Manifest& manifest) {
  for (const StoredFile& file : files_of(manifest)) {
    const auto found = patient.checksum_of(file.object);
    if (!found) return std::unexpected(found.error());
    if (found->hex == file.checksum) continue;
    return std::unexpected(not_whole(patient, manifest, file,
                                     fmt::format("is damaged: its checksum is {}, not {}", found->hex, file.checksum)));
  }
  return {};
}

}  // namespace millrace
