// check_manifest and check_going_back: a loaded manifest against Kafka; against the configuration: pipeline_check.h and
// source_check.h.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "checkpoint/pipeline_check.h"
#include "checkpoint/recovery_plan.h"
#include "checkpoint/refusal.h"
#include "checkpoint/source_check.h"

namespace millrace {
namespace {

using Key = std::tuple<std::string, std::string, PartitionId>;

template <class Position>
Key key_of(const Position& p) {
  return {p.source, p.topic, p.partition};
}

Checked check_offsets(const Manifest& manifest, const std::map<Key, const CommittedPosition*>& found) {
  std::vector<std::string> lost;
  std::vector<std::string> moved;
  for (const auto& p : manifest.positions) {
    const auto at = found.find(key_of(p));
    if (at == found.end()) continue;  // of a source that was removed
    const auto& offset = at->second->offset;
    if (!offset) {
      lost.push_back(fmt::format("{} (expected {})", position_text(p), p.next.value));
    } else if (*offset != p.next) {
      moved.push_back(fmt::format("{}: found {}, expected {}", position_text(p), offset->value, p.next.value));
    }
  }
  const auto settle =
      fmt::format("Go back to the checkpoint's own offsets: {}. Or {}", from_command(manifest.id), accept_remedy());
  if (!lost.empty()) {
    return std::unexpected(refuse(Refusal::kPartitionLost, object_of(manifest),
                                  fmt::format("found no committed offset for {}: it has expired", listed(lost)),
                                  settle));
  }
  if (!moved.empty()) {
    return std::unexpected(refuse(Refusal::kOffsetsMoved, object_of(manifest),
                                  fmt::format("the committed offsets are not the checkpoint's: {}", listed(moved)),
                                  settle));
  }
  return {};
}

std::map<Key, const CommittedPosition*> by_key(const std::vector<CommittedPosition>& committed) {
  std::map<Key, const CommittedPosition*> found;
  for (const auto& p : committed) found.emplace(key_of(p), &p);
  return found;
}

std::vector<CommittedPosition> not_in(const Manifest& manifest, const std::vector<CommittedPosition>& committed) {
  std::set<Key> known;
  for (const auto& p : manifest.positions) known.insert(key_of(p));
  std::vector<CommittedPosition> unknown;
  std::ranges::copy_if(committed, std::back_inserter(unknown),
                       [&](const CommittedPosition& p) { return !known.contains(key_of(p)); });
  return unknown;
}

}  // namespace

std::expected<std::vector<CommittedPosition>, RefusedRecovery> check_going_back(
    const Manifest& manifest, const std::vector<CommittedPosition>& committed, const ExpectedPipeline& expected) {
  if (auto same = check_pipeline(manifest, expected); !same) return std::unexpected(same.error());
  if (auto topics = check_same_topics(manifest, committed, expected); !topics) return std::unexpected(topics.error());
  if (auto present = check_present(manifest, committed); !present) return std::unexpected(present.error());
  return not_in(manifest, committed);
}

std::expected<std::vector<CommittedPosition>, RefusedRecovery> check_manifest(
    const Manifest& manifest, const std::vector<CommittedPosition>& committed, const ExpectedPipeline& expected) {
  auto unknown = check_going_back(manifest, committed, expected);
  if (!unknown) return unknown;
  if (auto offsets = check_offsets(manifest, by_key(committed)); !offsets) return std::unexpected(offsets.error());
  for (const auto& p : *unknown) {
    if (!p.offset) continue;
    return std::unexpected(refuse(
        Refusal::kOffsetsMoved, object_of(manifest),
        fmt::format("found offset {} committed for {}, which the checkpoint has never read", p.offset->value,
                    partition_text(p.topic, p.partition)),
        fmt::format("Go back to the checkpoint's own offsets: {}. Or {}", from_command(manifest.id), accept_remedy())));
  }
  return unknown;
}

RefusedRecovery gone_back_already(const GoBack& plan, const Manifest& done) {
  return refuse(
      Refusal::kGoneBackAlready, fmt::format("checkpoint {}", plan.from.value),
      fmt::format("checkpoint {} has gone back to it already, and others have followed: what was written since "
                  "would be written again",
                  done.id.value),
      fmt::format("To go on: millrace run -c FILE, without --from. To go back there once more: {}",
                  from_command(done.id)));
}

RefusedRecovery nothing_to_accept(const Manifest& manifest, const ExpectedPipeline& expected) {
  return refuse(
      Refusal::kNothingToAccept, object_of(manifest),
      "nothing had to be accepted: the group's offsets are this checkpoint's, and it can be resumed exactly",
      fmt::format("To go on with its state: {}. For empty state move the group's offsets, be it onto "
                  "themselves: {} (or --to-earliest, or --to-offset N), then {}",
                  "millrace run -c FILE",
                  move_offsets_command(expected.servers, manifest.pipeline, "TOPIC", "--to-current"), kAcceptCommand));
}

}  // namespace millrace
