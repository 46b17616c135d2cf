#include "checkpoint/retention.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

namespace millrace {
namespace {

std::set<std::string> files_of(std::span<const Manifest> kept) {
  std::set<std::string> files;
  for (const auto& manifest : kept) each_file(manifest, [&](const StoredFile& file) { files.insert(file.object); });
  return files;
}

// The incarnation that wrote a delta or a part of a base. None: not one of ours to judge.
std::optional<Incarnation> writer_of(std::string_view object) {
  if (!object.starts_with("deltas/") && !object.starts_with("bases/")) return std::nullopt;
  const std::string_view file = object.substr(object.rfind('/') + 1);
  std::uint64_t incarnation = 0;
  const std::string_view number = file.substr(0, file.find('-'));
  const auto [stop, failed] = std::from_chars(number.data(), number.data() + number.size(), incarnation);
  if (failed != std::errc() || stop != number.data() + number.size() || number.size() == file.size())
    return std::nullopt;
  return Incarnation{incarnation};
}

class StoredManifests {
 public:
  StoredManifests(std::span<const Manifest> kept, const std::vector<std::string>& stored, Incarnation own)
      : kept_(kept), own_(own), stored_(stored.begin(), stored.end()) {}

  bool may_go(const CheckpointName& name) const {
    if (name.incarnation > own_) return false;
    // Of the epoch in flight: prepared and perhaps already committed, though not yet published.
    if (name.incarnation == own_ && name.id > kept_.front().id) return false;
    return std::ranges::none_of(kept_, [&](const Manifest& manifest) { return may_be(name, manifest); });
  }

 private:
  // Attempts of one epoch differ in their hash only. If the kept manifest's own hash is not found in the store, none
  // of them goes: better a file too many than the one that Kafka names.
  bool may_be(const CheckpointName& name, const Manifest& manifest) const {
    if (name.id != manifest.id || name.incarnation != manifest.incarnation) return false;
    const auto exact = name_of(manifest, to_json(manifest));
    return name == exact || !stored_.contains(manifest_object(exact));
  }

  std::span<const Manifest> kept_;
  Incarnation own_;
  std::set<std::string> stored_;
};

}  // namespace

std::vector<std::string> deletable(const std::vector<Manifest>& decided, const std::vector<std::string>& stored_objects,
                                   std::size_t retain, Incarnation own, const std::set<std::string>& being_written) {
  if (decided.empty()) return {};
  const std::span kept(decided.data(), std::clamp<std::size_t>(retain, 1, decided.size()));
  const StoredManifests manifests(kept, stored_objects, own);
  const auto needed = files_of(kept);
  std::vector<std::string> first;
  std::vector<std::string> then;
  for (const auto& object : stored_objects) {
    if (being_written.contains(object)) continue;
    if (const auto name = name_of_object(object)) {
      if (manifests.may_go(*name)) first.push_back(object);
      continue;
    }
    const auto writer = writer_of(object);
    if (writer && *writer <= own && !needed.contains(object)) then.push_back(object);
  }
  first.insert(first.end(), then.begin(), then.end());
  return first;
}

}  // namespace millrace
