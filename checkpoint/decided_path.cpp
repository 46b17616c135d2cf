#include "checkpoint/decided_path.h"

#include <algorithm>

namespace millrace {
namespace {

Error refused(const CheckpointName& name, std::string cause) {
  return Error{.attempted = "follow the parents of the decided checkpoints",
               .object = manifest_object(name),
               .cause = std::move(cause),
               .remedy = "List what is stored: millrace checkpoints list -c FILE",
               .reaction = Reaction::kStop,
               .stop = StopReason::kRefused};
}

// The parent that this manifest names; none: it has none. Ids fall from child to parent, so a path always ends.
Result<std::optional<CheckpointName>> parent_of(const NamedManifest& child) {
  if (child.manifest.parent.empty()) return std::nullopt;
  const auto parent = parse_checkpoint_name(child.manifest.parent);
  if (!parent) return std::unexpected(refused(child.name, "its parent is no checkpoint: " + parent.error().object));
  if (parent->id >= child.name.id) return std::unexpected(refused(child.name, "its parent is not older than itself"));
  return *parent;
}

}  // namespace

Result<DecidedPath> decided_path(const CheckpointName& newest, const std::vector<CheckpointName>& stored,
                                 ManifestLoader load) {
  DecidedPath path;
  for (std::optional<CheckpointName> name = newest; name;) {
    if (std::ranges::find(stored, *name) == stored.end()) {
      if (path.manifests.empty()) return std::unexpected(refused(*name, "it is not stored"));
      return path;  // retention has taken what came before
    }
    auto manifest = load(*name);
    if (!manifest) {
      const bool damaged = manifest.error().stop == StopReason::kRefused;
      if (path.manifests.empty() || !damaged) return std::unexpected(manifest.error());
      path.cut = manifest.error();
      return path;
    }
    path.manifests.push_back({*name, *std::move(manifest)});
    const auto parent = parent_of(path.manifests.back());
    if (!parent) {
      path.cut = parent.error();
      return path;
    }
    name = *parent;
  }
  return path;
}

}  // namespace millrace
