#include "checkpoint/going_back.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "checkpoint/checkpoint_trigger.h"
#include "checkpoint/refusal.h"

namespace millrace {
namespace {

using Found = std::expected<NamedManifest, RefusedRecovery>;

std::string ids_of(const std::vector<NamedManifest>& manifests) {
  std::vector<std::string> ids;
  for (const auto& m : manifests) ids.push_back(std::to_string(m.name.id.value));
  return ids.empty() ? "none" : listed(ids);
}

RefusedRecovery unknown(CheckpointId id, std::string cause) {
  return refuse(Refusal::kUnknownCheckpoint, fmt::format("checkpoint {}", id.value), std::move(cause),
                fmt::format("Choose another: {}", kListCommand));
}

// The newest of the path is damaged itself: the rest of it is known only as far as stored manifests tell.
bool has_no_beginning(const Result<DecidedPath>& path) { return !path && path.error().stop == StopReason::kRefused; }

Found on_the_path(CheckpointId from, DecidedPath path) {
  for (auto& candidate : path.manifests) {
    if (candidate.name.id == from) return std::move(candidate);
  }
  const std::string cut = path.cut ? "; beyond them: " + path.cut->message() : "";
  return std::unexpected(
      unknown(from, fmt::format("its transaction was aborted, or a later going back has left it behind. Decided and "
                                "stored are: {}{}",
                                ids_of(path.manifests), cut)));
}

// Nothing was written by the transaction that committed it.
bool has_no_outputs(const Manifest& manifest) {
  return manifest.trigger == kInitialTrigger || manifest.trigger == kFromTrigger ||
         manifest.trigger == kAcceptOffsetsTrigger;
}

// Every stored manifest that can be read. An error: one could not be read now, or that of `wanted` is damaged.
Result<std::vector<NamedManifest>> readable(const std::vector<CheckpointName>& stored, ManifestLoader load,
                                            std::optional<CheckpointId> wanted) {
  std::vector<NamedManifest> all;
  for (const auto& name : stored) {
    auto manifest = load(name);
    if (manifest) {
      all.push_back({name, *std::move(manifest)});
    } else if (manifest.error().stop != StopReason::kRefused || name.id == wanted) {
      return std::unexpected(manifest.error());
    }
  }
  return all;
}

Found without_kafka(CheckpointId from, const std::vector<CheckpointName>& stored, ManifestLoader load) {
  const auto all = readable(stored, load, from);
  if (!all) return std::unexpected(RefusedRecovery{Refusal::kManifestInvalid, all.error()});
  const auto decided = known_decided(*all);
  std::vector<NamedManifest> candidates;
  std::ranges::copy_if(decided, std::back_inserter(candidates),
                       [&](const NamedManifest& m) { return m.name.id == from; });
  if (candidates.size() == 1) return std::move(candidates.front());
  if (candidates.empty()) {
    return std::unexpected(
        unknown(from, fmt::format("it is stored, but its transaction may have been aborted: Kafka does not name "
                                  "it and no later checkpoint follows it. Known to be decided are: {}",
                                  ids_of(decided))));
  }
  return std::unexpected(
      unknown(from, fmt::format("{} timelines have a checkpoint of this id, and Kafka does not say which one counts",
                                candidates.size())));
}

}  // namespace

std::vector<NamedManifest> known_decided(const std::vector<NamedManifest>& all) {
  std::set<std::string> parents;
  for (const auto& m : all) parents.insert(m.manifest.parent);
  std::vector<NamedManifest> decided;
  std::ranges::copy_if(all, std::back_inserter(decided), [&](const NamedManifest& m) {
    return has_no_outputs(m.manifest) || parents.contains(to_string(m.name));
  });
  return decided;
}

std::expected<NamedManifest, RefusedRecovery> find_decided(const GoBack& plan,
                                                           const std::vector<CheckpointName>& stored,
                                                           ManifestLoader load) {
  if (!plan.current) return without_kafka(plan.from, stored, load);
  auto path = decided_path(*plan.current, stored, load);
  if (has_no_beginning(path)) return without_kafka(plan.from, stored, load);
  if (!path) return std::unexpected(RefusedRecovery{Refusal::kManifestInvalid, path.error()});
  return on_the_path(plan.from, *std::move(path));
}

std::optional<NamedManifest> find_carried_out(const GoBack& plan, const std::vector<CheckpointName>& stored,
                                              ManifestLoader load) {
  if (!plan.current) return std::nullopt;
  auto path = decided_path(*plan.current, stored, load);
  if (!path) return std::nullopt;
  for (auto& named : path->manifests) {
    const auto parent = parse_checkpoint_name(named.manifest.parent);
    if (named.manifest.trigger == kFromTrigger && parent && parent->id == plan.from) return std::move(named);
  }
  return std::nullopt;
}

Result<std::vector<CheckpointId>> decided_ids(const std::optional<CheckpointName>& current,
                                              const std::vector<CheckpointName>& stored, ManifestLoader load) {
  const auto ids_of_all = [](const std::vector<NamedManifest>& decided) {
    std::set<CheckpointId, std::greater<>> ids;
    for (const auto& named : decided) ids.insert(named.name.id);
    return std::vector<CheckpointId>(ids.begin(), ids.end());
  };
  if (current) {
    const auto path = decided_path(*current, stored, load);
    if (path) return ids_of_all(path->manifests);
    if (!has_no_beginning(path)) return std::unexpected(path.error());
  }
  const auto all = readable(stored, load, std::nullopt);
  if (!all) return std::unexpected(all.error());
  return ids_of_all(known_decided(*all));
}

}  // namespace millrace
