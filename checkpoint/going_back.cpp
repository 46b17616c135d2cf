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

Found on_the_path(const GoBack& plan, const std::vector<CheckpointName>& stored, ManifestLoader load) {
  auto path = decided_path(*plan.current, stored, load);
  if (!path) return std::unexpected(RefusedRecovery{Refusal::kManifestInvalid, path.error()});
  for (auto& candidate : path->manifests) {
    if (candidate.name.id == plan.from) return std::move(candidate);
  }
  const std::string cut = path->cut ? "; beyond them: " + path->cut->message() : "";
  return std::unexpected(unknown(
      plan.from, fmt::format("its transaction was aborted, or a later going back has left it behind. Decided and "
                             "stored are: {}{}",
                             ids_of(path->manifests), cut)));
}

// Nothing was written by the transaction that committed it.
bool has_no_outputs(const Manifest& manifest) {
  return manifest.trigger == kInitialTrigger || manifest.trigger == kFromTrigger ||
         manifest.trigger == kAcceptOffsetsTrigger;
}

std::vector<NamedManifest> known_decided(const std::vector<NamedManifest>& all) {
  std::set<std::string> parents;
  for (const auto& m : all) parents.insert(m.manifest.parent);
  std::vector<NamedManifest> decided;
  std::ranges::copy_if(all, std::back_inserter(decided), [&](const NamedManifest& m) {
    return has_no_outputs(m.manifest) || parents.contains(to_string(m.name));
  });
  return decided;
}

Found without_kafka(const GoBack& plan, const std::vector<CheckpointName>& stored, ManifestLoader load) {
  std::vector<NamedManifest> all;
  for (const auto& name : stored) {
    auto manifest = load(name);
    if (manifest) {
      all.push_back({name, *std::move(manifest)});
    } else if (manifest.error().stop != StopReason::kRefused || name.id == plan.from) {
      return std::unexpected(RefusedRecovery{Refusal::kManifestInvalid, manifest.error()});
    }
  }
  const auto decided = known_decided(all);
  std::vector<NamedManifest> candidates;
  std::ranges::copy_if(decided, std::back_inserter(candidates),
                       [&](const NamedManifest& m) { return m.name.id == plan.from; });
  if (candidates.size() == 1) return std::move(candidates.front());
  if (candidates.empty()) {
    return std::unexpected(
        unknown(plan.from, fmt::format("it is stored, but its transaction may have been aborted: Kafka does not name "
                                       "it and no later checkpoint follows it. Known to be decided are: {}",
                                       ids_of(decided))));
  }
  return std::unexpected(unknown(
      plan.from, fmt::format("{} timelines have a checkpoint of this id, and Kafka does not say which one counts",
                             candidates.size())));
}

}  // namespace

std::expected<NamedManifest, RefusedRecovery> find_decided(const GoBack& plan,
                                                           const std::vector<CheckpointName>& stored,
                                                           ManifestLoader load) {
  return plan.current ? on_the_path(plan, stored, load) : without_kafka(plan, stored, load);
}

}  // namespace millrace
