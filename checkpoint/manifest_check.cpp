// check_manifest and check_going_back: a loaded manifest against Kafka; against the configuration: pipeline_check.h.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "checkpoint/pipeline_check.h"
#include "checkpoint/recovery_plan.h"
#include "checkpoint/refusal.h"

namespace millrace {
namespace {

using Key = std::tuple<std::string, std::string, PartitionId>;

template <class Position>
Key key_of(const Position& p) {
  return {p.source, p.topic, p.partition};
}

std::string text_of(const PartitionPosition& p) {
  return fmt::format("{} of source {}", partition_text(p.topic, p.partition), p.source);
}

// "source orders reads topic orders now, and the checkpoint has read o3 for it"
std::optional<std::string> other_topic(const PartitionPosition& p, const std::vector<CommittedPosition>& committed) {
  const auto now = std::ranges::find(committed, p.source, &CommittedPosition::source);
  const bool still_read = std::ranges::any_of(
      committed, [&](const CommittedPosition& c) { return c.source == p.source && c.topic == p.topic; });
  if (now == committed.end() || still_read) return std::nullopt;
  return fmt::format("source {} reads topic {} now, and the checkpoint has read topic {} for it", p.source, now->topic,
                     p.topic);
}

// Partitions that are not there any more: their records are gone, the state that came from them is not.
Checked check_present(const Manifest& manifest, const std::map<Key, const CommittedPosition*>& found) {
  std::vector<std::string> lost;
  for (const auto& p : manifest.positions) {
    if (!found.contains(key_of(p))) lost.push_back(text_of(p));
  }
  if (lost.empty()) return {};
  return std::unexpected(refuse(Refusal::kPartitionLost, object_of(manifest),
                                fmt::format("found no partition {}; expected all that the checkpoint has read. The "
                                            "source was removed or renamed, or the topic was made again",
                                            listed(lost)),
                                fmt::format("Bring the source and its partitions back. Or {}", accept_remedy())));
}

// What one side does not know is left to the fingerprint of the last consumed record.
Checked check_topics(const Manifest& manifest, const ExpectedPipeline& pipeline) {
  const TopicIds& found = pipeline.topic_ids;
  for (const auto& [topic, expected] : manifest.topic_ids) {
    const auto now = found.find(topic);
    if (now == found.end() || now->second == expected) continue;
    return std::unexpected(refuse(
        Refusal::kTopicMadeAgain, object_of(manifest),
        fmt::format("topic {} was deleted and made again: found the topic id {}, expected {}. The checkpoint's offsets "
                    "mean nothing in it, and what was not read of the former topic is gone",
                    topic, now->second, expected),
        fmt::format(
            "Move the group's offsets to where reading shall go on: {} (or --to-latest, or --to-offset N), then "
            "{}",
            move_offsets_command(pipeline.servers, manifest.pipeline, topic), accept_remedy())));
  }
  return {};
}

Checked check_offsets(const Manifest& manifest, const std::map<Key, const CommittedPosition*>& found) {
  std::vector<std::string> lost;
  std::vector<std::string> moved;
  for (const auto& p : manifest.positions) {
    const auto& offset = found.at(key_of(p))->offset;
    if (!offset) {
      lost.push_back(fmt::format("{} (expected {})", text_of(p), p.next.value));
    } else if (*offset != p.next) {
      moved.push_back(fmt::format("{}: found {}, expected {}", text_of(p), offset->value, p.next.value));
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

Checked check_same_topics(const Manifest& manifest, const std::vector<CommittedPosition>& committed,
                          const ExpectedPipeline& expected) {
  for (const auto& position : manifest.positions) {
    const auto other = other_topic(position, committed);
    if (!other) continue;
    return std::unexpected(refuse(Refusal::kPartitionLost, object_of(manifest),
                                  *other + ". Offsets belong to a topic, not to a source",
                                  fmt::format("Set topic: {} for source {}. Or, to read the new topic, {}",
                                              position.topic, position.source, accept_remedy())));
  }
  return check_topics(manifest, expected);
}

std::expected<std::vector<CommittedPosition>, RefusedRecovery> check_going_back(
    const Manifest& manifest, const std::vector<CommittedPosition>& committed, const ExpectedPipeline& expected) {
  if (auto same = check_pipeline(manifest, expected); !same) return std::unexpected(same.error());
  if (auto topics = check_same_topics(manifest, committed, expected); !topics) return std::unexpected(topics.error());
  if (auto present = check_present(manifest, by_key(committed)); !present) return std::unexpected(present.error());
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
