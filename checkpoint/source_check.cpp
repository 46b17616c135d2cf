#include "checkpoint/source_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "checkpoint/refusal.h"

namespace millrace {
namespace {

bool is_in_file(const std::string& source, const std::vector<CommittedPosition>& committed) {
  return std::ranges::find(committed, source, &CommittedPosition::source) != committed.end();
}

bool is_read(const std::string& topic, const std::vector<CommittedPosition>& committed) {
  return std::ranges::find(committed, topic, &CommittedPosition::topic) != committed.end();
}

bool is_there(const PartitionPosition& p, const std::vector<CommittedPosition>& committed) {
  return std::ranges::any_of(committed, [&](const CommittedPosition& c) {
    return c.source == p.source && c.topic == p.topic && c.partition == p.partition;
  });
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

}  // namespace

bool is_left_behind(const CommittedPosition& position, const CheckpointName& newest, const Manifest& its_manifest) {
  const auto name = parse_checkpoint_name(position.metadata);
  if (!name || name->id >= newest.id) return false;
  return std::ranges::find(its_manifest.positions, position.topic, &PartitionPosition::topic) ==
         its_manifest.positions.end();
}

std::string position_text(const PartitionPosition& p) {
  return fmt::format("{} of source {}", partition_text(p.topic, p.partition), p.source);
}

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

Checked check_present(const Manifest& manifest, const std::vector<CommittedPosition>& committed) {
  std::vector<std::string> lost;
  for (const auto& p : manifest.positions) {
    const bool removed = !is_in_file(p.source, committed) && !is_read(p.topic, committed);
    if (!removed && !is_there(p, committed)) lost.push_back(position_text(p));
  }
  if (lost.empty()) return {};
  return std::unexpected(refuse(Refusal::kPartitionLost, object_of(manifest),
                                fmt::format("found no partition {}; expected all that the checkpoint has read. The "
                                            "source was renamed, or the topic was made again",
                                            listed(lost)),
                                fmt::format("Bring the source and its partitions back. Or {}", accept_remedy())));
}

std::vector<std::string> drop_removed_sources(Manifest& manifest, const std::vector<CommittedPosition>& committed) {
  std::set<std::string> removed;
  for (const auto& p : manifest.positions) {
    if (!is_in_file(p.source, committed)) removed.insert(p.source);
  }
  std::erase_if(manifest.positions, [&](const PartitionPosition& p) { return removed.contains(p.source); });
  std::erase_if(manifest.topic_ids, [&](const auto& entry) { return !is_read(entry.first, committed); });
  if (manifest.ledger) {
    std::erase_if(manifest.ledger->sources, [&](const auto& entry) { return removed.contains(entry.first); });
  }
  return {removed.begin(), removed.end()};
}

}  // namespace millrace
