#include "service/checkpoint_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "checkpoint/decided_path.h"
#include "checkpoint/going_back.h"
#include "checkpoint/manifest_composition.h"

namespace millrace {
namespace {

std::vector<NamedManifest> readable(const std::vector<StoredCheckpoint>& checkpoints) {
  std::vector<NamedManifest> manifests;
  for (const StoredCheckpoint& checkpoint : checkpoints) {
    if (checkpoint.manifest) manifests.push_back({checkpoint.name, *checkpoint.manifest});
  }
  return manifests;
}

// None: Kafka names none of these, or one that is damaged.
std::optional<DecidedPath> path_from(const std::optional<CheckpointName>& named,
                                     const std::vector<StoredCheckpoint>& checkpoints) {
  if (!named) return std::nullopt;
  std::vector<CheckpointName> names;
  for (const StoredCheckpoint& checkpoint : checkpoints) names.push_back(checkpoint.name);
  auto path = decided_path(*named, names, [&](const CheckpointName& name) {
    return std::ranges::find(checkpoints, name, &StoredCheckpoint::name)->manifest;
  });
  return path ? std::optional(*std::move(path)) : std::nullopt;
}

constexpr const char* kColumns = "{:>10}  {:<20}  {:<15}  {:>10}  {:<9}  {}\n";

}  // namespace

std::string_view word_of(Standing standing) {
  switch (standing) {
    case Standing::kNamed:
      return "in Kafka";
    case Standing::kDecided:
      return "decided";
    case Standing::kUndecided:
      return "undecided";
    case Standing::kUnknown:
      break;
  }
  return "unknown";
}

Standings standings_of(const std::vector<StoredCheckpoint>& checkpoints, const std::optional<CheckpointName>& named) {
  const auto path = path_from(named, checkpoints);
  const bool all_told = path && !path->cut;
  Standings standings;
  for (const StoredCheckpoint& checkpoint : checkpoints)
    standings[checkpoint.name] = all_told ? Standing::kUndecided : Standing::kUnknown;
  for (const NamedManifest& decided : path ? path->manifests : known_decided(readable(checkpoints)))
    standings[decided.name] = Standing::kDecided;
  if (named) standings[*named] = Standing::kNamed;
  return standings;
}

std::string format_list(const std::vector<StoredCheckpoint>& checkpoints, const Standings& standings) {
  std::string text = fmt::format(kColumns, "ID", "CREATED", "TRIGGER", "STATE", "STANDING", "NAME");
  for (const StoredCheckpoint& checkpoint : checkpoints) {
    if (!checkpoint.manifest) {
      text +=
          fmt::format("{:>10}  not readable: {}\n", checkpoint.name.id.value, checkpoint.manifest.error().message());
      continue;
    }
    const Manifest& manifest = *checkpoint.manifest;
    text += fmt::format(kColumns, manifest.id.value, utc_text(manifest.created_ms), manifest.trigger,
                        bytes_text(stored_bytes(manifest)), word_of(standings.at(checkpoint.name)),
                        to_string(checkpoint.name));
  }
  return text;
}

}  // namespace millrace
