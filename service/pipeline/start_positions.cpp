#include "service/pipeline/start_positions.h"

#include <fmt/format.h>

#include <algorithm>

#include "checkpoint/refusal.h"
#include "service/pipeline/missing_topic.h"
#include "service/pipeline/record_fingerprint.h"
#include "service/pipeline/recovery_facts.h"
#include "service/pipeline/until_answered.h"

namespace millrace {
namespace {

Error refused(const PartitionPosition& p, std::string cause, std::string remedy) {
  return {"resume reading", fmt::format("{}[{}]", p.topic, p.partition.value),
          std::move(cause), std::move(remedy),
          Reaction::kStop,  StopReason::kRefused};
}

// The command that sets the group's offset of this partition.
std::string move_command(const RecoveryContext& context, const PartitionPosition& p) {
  const auto partition = fmt::format("{}:{}", p.topic, p.partition.value);
  return move_offsets_command(context.config.bootstrap_servers(), context.config.name, partition);
}

std::string start_anew(const RecoveryContext& context, const PartitionPosition& p) {
  return fmt::format(
      "If the records are really gone, move the group's offset where reading shall go on: {} (or "
      "--to-latest, or --to-offset N), then {}",
      move_command(context, p), accept_remedy());
}

Error out_of_range(const RecoveryContext& context, const PartitionPosition& p, const PartitionEnds& ends) {
  return refused(p,
                 fmt::format("offset {} is committed, the partition holds {} to {}", p.next.value, ends.low.value,
                             ends.high_watermark.value),
                 "Records were deleted by retention, or the topic was made again. " + start_anew(context, p));
}

// With nothing consumed.
PartitionPosition position_at(const CommittedPosition& partition, Offset next) {
  return {partition.source, partition.topic, partition.partition, next, kNoEventTime, std::nullopt};
}

}  // namespace

Result<std::vector<CommittedPosition>> committed_positions(const RecoveryContext& context) {
  std::vector<CommittedPosition> positions;
  for (const auto& source : context.config.sources) {
    const auto count = until_answered(context, [&] { return context.cluster.partitions(source.topic, kAsk); });
    if (!count) return std::unexpected(count.error());
    if (!*count) return std::unexpected(missing_topic(context, source));
    for (std::uint32_t i = 0; i < **count; ++i) {
      const PartitionId id{static_cast<std::int32_t>(i)};
      positions.push_back({source.name, source.topic, id, std::nullopt, ""});
    }
  }
  if (auto asked = ask_committed(context, positions); !asked) return std::unexpected(asked.error());
  return positions;
}

Result<void> ask_committed(const RecoveryContext& context, std::vector<CommittedPosition>& positions) {
  std::vector<TopicPartition> partitions;
  for (const auto& p : positions) partitions.push_back({p.topic, p.partition});
  const auto committed = until_answered(context, [&] { return context.cluster.committed(partitions, kAsk); });
  if (!committed) return std::unexpected(committed.error());
  for (std::size_t i = 0; i < positions.size(); ++i) {
    positions[i].offset = (*committed)[i].offset;
    positions[i].metadata = (*committed)[i].metadata;
  }
  return {};
}

Result<PartitionPosition> first_position(const RecoveryContext& context, const CommittedPosition& partition,
                                         StartAt start) {
  const auto ends =
      until_answered(context, [&] { return context.cluster.ends({partition.topic, partition.partition}, kAsk); });
  if (!ends) return std::unexpected(ends.error());
  const auto offset = start == StartAt::kEarliest ? ends->low : ends->last_stable;
  return position_at(partition, offset);
}

Result<PartitionPosition> accepted_position(const RecoveryContext& context, const CommittedPosition& partition) {
  const TopicPartition of{partition.topic, partition.partition};
  const auto ends = until_answered(context, [&] { return context.cluster.ends(of, kAsk); });
  if (!ends) return std::unexpected(ends.error());
  auto position = position_at(partition, *partition.offset);
  if (position.next > ends->high_watermark) return std::unexpected(out_of_range(context, position, *ends));
  position.next = std::max(position.next, ends->low);
  return position;
}

Result<PartitionPosition> left_position(const RecoveryContext& context, const CommittedPosition& partition) {
  auto position = position_at(partition, *partition.offset);
  if (auto there = check_still_there(context, position); !there) return std::unexpected(there.error());
  return position;
}

Result<void> check_still_there(const RecoveryContext& context, const PartitionPosition& p) {
  const TopicPartition partition{p.topic, p.partition};
  const auto ends = until_answered(context, [&] { return context.cluster.ends(partition, kAsk); });
  if (!ends) return std::unexpected(ends.error());
  if (p.next < ends->low || p.next > ends->high_watermark) {
    return std::unexpected(out_of_range(context, p, *ends));
  }
  if (!p.last || p.last->offset < ends->low) return {};
  bool same = true;
  const auto found = until_answered(context, [&] {
    return context.cluster.read_record(partition, p.last->offset, kAsk, [&](const RecordView& record) {
      std::string copied;
      copy_for_fingerprint(record, copied);
      same = record.timestamp == p.last->timestamp && fingerprint(copied) == p.last->hash;
    });
  });
  if (!found) return std::unexpected(found.error());
  if (*found && !same) {
    return std::unexpected(refused(p,
                                   fmt::format("the record at offset {} is not the one consumed there: the topic was "
                                               "deleted and made again",
                                               p.last->offset.value),
                                   start_anew(context, p)));
  }
  return {};
}

}  // namespace millrace
