#include "service/pipeline/fence.h"

#include <algorithm>

namespace millrace {
namespace {

constexpr Millis kAskFor{1000};

Result<std::vector<CommittedOffset>> ask(KafkaCluster& cluster, const std::vector<TopicPartition>& partitions,
                                         const KeepTrying& keep_trying) {
  for (;;) {
    auto answer = cluster.committed(partitions, kAskFor);
    if (answer || answer.error().reaction != Reaction::kRetry || !keep_trying(answer.error())) return answer;
  }
}

// Offsets that no instance has named (moved by hand, expired) say nothing here: recovery judges them.
bool is_anothers(const CommittedOffset& offset, const std::vector<CheckpointName>& own) {
  const auto name = parse_checkpoint_name(offset.metadata);
  return name && std::ranges::find(own, *name) == own.end();
}

}  // namespace

Outcome judge_fence(Outcome outcome, KafkaCluster& cluster, const std::vector<TopicPartition>& partitions,
                    const KeepTrying& keep_trying) {
  const auto& own = outcome.own_checkpoints;
  if (!outcome.error || own.empty()) return outcome;
  const auto committed = ask(cluster, partitions, keep_trying);
  if (!committed) return outcome;
  if (std::ranges::any_of(*committed, [&](const CommittedOffset& offset) { return is_anothers(offset, own); })) {
    return outcome;
  }
  outcome.next = Outcome::Next::kRecoverWithNewHandles;
  outcome.error->reaction = Reaction::kFatal;
  outcome.error->stop = StopReason::kNone;
  outcome.error->cause += "; no other instance has committed anything since: the broker gave the transaction up";
  return outcome;
}

}  // namespace millrace
