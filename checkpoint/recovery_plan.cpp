#include "checkpoint/recovery_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "checkpoint/refusal.h"

namespace millrace {
namespace {

// Kafka's answer for all partitions, taken apart.
struct Answer {
  std::set<CheckpointName> names;
  std::vector<std::string> unreadable;  // partitions with an offset that no checkpoint committed
  std::vector<std::string> named;       // partition: name
  bool any_offset = false;
};

Answer take_apart(const std::vector<CommittedPosition>& committed) {
  Answer answer;
  for (const auto& p : committed) {
    if (!p.offset) continue;
    answer.any_offset = true;
    const std::string partition = partition_text(p.topic, p.partition);
    if (const auto name = parse_checkpoint_name(p.metadata)) {
      answer.names.insert(*name);
      answer.named.push_back(fmt::format("{}: {}", partition, p.metadata));
    } else {
      const auto found = p.metadata.empty() ? "no metadata" : name.error().object;
      answer.unreadable.push_back(fmt::format("{}: offset {} with {}", partition, p.offset->value, found));
    }
  }
  return answer;
}

bool holds(const std::vector<CheckpointName>& stored, const CheckpointName& name) {
  return std::ranges::find(stored, name) != stored.end();
}

std::optional<CheckpointId> newest_known(const Answer& answer, const std::vector<CheckpointName>& stored) {
  std::optional<CheckpointId> newest;
  for (const auto& name : stored) newest = std::max(newest, std::optional(name.id));
  for (const auto& name : answer.names) newest = std::max(newest, std::optional(name.id));
  return newest;
}

CheckpointId after_newest(const Answer& answer, const std::vector<CheckpointName>& stored) {
  const auto newest = newest_known(answer, stored);
  return newest ? next(*newest) : CheckpointId{0};
}

std::string stored_ids(const std::vector<CheckpointName>& stored) {
  std::set<CheckpointId, std::greater<>> ids;
  for (const auto& name : stored) ids.insert(name.id);
  std::vector<std::string> texts;
  for (const auto id : ids) texts.push_back(std::to_string(id.value));
  return texts.empty() ? "none" : listed(texts);
}

std::optional<CheckpointName> current_of(const Answer& answer, const std::vector<CheckpointName>& stored) {
  if (answer.names.size() != 1 || !holds(stored, *answer.names.begin())) return std::nullopt;
  return *answer.names.begin();
}

using Plan = std::expected<RecoveryPlan, RefusedRecovery>;

Plan plan_going_back(CheckpointId from, const Answer& answer, const std::vector<CheckpointName>& stored) {
  if (std::ranges::find(stored, from, &CheckpointName::id) == stored.end()) {
    return std::unexpected(refuse(Refusal::kUnknownCheckpoint, fmt::format("checkpoint {}", from.value),
                                  fmt::format("it is not stored; stored are: {}", stored_ids(stored)),
                                  fmt::format("Choose one that is retained: {}", kListCommand)));
  }
  return GoBack{from, after_newest(answer, stored), current_of(answer, stored)};
}

RefusedRecovery refuse_without_ways(Refusal reason, std::string object, std::string cause, std::string remedy = "") {
  auto refused = refuse(reason, std::move(object), std::move(cause), std::move(remedy));
  refused.lacks_ways_back = true;
  return refused;
}

RefusedRecovery state_without_offset(const std::vector<CheckpointName>& stored, std::size_t partitions) {
  return refuse_without_ways(
      Refusal::kStateWithoutOffset, fmt::format("stored checkpoints {}", stored_ids(stored)),
      fmt::format("found no committed offset on any of {} partitions; expected those of a stored checkpoint. "
                  "The offsets have expired, the group was deleted, or this is another cluster",
                  partitions));
}

RefusedRecovery unreadable(const Answer& answer) {
  return refuse_without_ways(
      Refusal::kMetadataUnreadable, "committed offsets of the pipeline's group",
      fmt::format("found {}; expected metadata that names a checkpoint. Something else has moved this "
                  "group's offsets",
                  listed(answer.unreadable)));
}

RefusedRecovery differs(const Answer& answer) {
  return refuse_without_ways(
      Refusal::kMetadataDiffers, "committed offsets of the pipeline's group",
      fmt::format("found {} different checkpoints ({}); expected one, because one transaction commits all "
                  "partitions",
                  answer.names.size(), listed(answer.named)));
}

RefusedRecovery offset_without_state(const CheckpointName& name, const std::vector<CheckpointName>& stored) {
  return refuse_without_ways(
      Refusal::kOffsetWithoutState, manifest_object(name),
      fmt::format("Kafka names this checkpoint and the store does not hold it; stored are: {}. The storage "
                  "was lost or replaced, or checkpoint.storage points elsewhere",
                  stored_ids(stored)),
      "Bring the storage back");
}

// Kafka's answer alone: what it names, or why it names nothing.
Plan plan_resuming(const Answer& answer, const std::vector<CheckpointName>& stored, std::size_t partitions) {
  if (!answer.any_offset) {
    const auto newest = newest_known(answer, stored);
    // Checkpoint 0 is stored before it is committed: a start that crashed in between begins again.
    if (newest.value_or(CheckpointId{0}) == CheckpointId{0}) return FreshStart{};
    return std::unexpected(state_without_offset(stored, partitions));
  }
  if (!answer.unreadable.empty()) return std::unexpected(unreadable(answer));
  if (answer.names.size() > 1) return std::unexpected(differs(answer));
  const CheckpointName& name = *answer.names.begin();
  if (!holds(stored, name)) return std::unexpected(offset_without_state(name, stored));
  return Resume{name};
}

}  // namespace

std::expected<RecoveryPlan, RefusedRecovery> plan_recovery(const std::vector<CommittedPosition>& committed,
                                                           const std::vector<CheckpointName>& stored,
                                                           const RecoveryOrder& order) {
  const Answer answer = take_apart(committed);
  if (order.from) return plan_going_back(*order.from, answer, stored);
  auto plan = plan_resuming(answer, stored, committed.size());
  if (!plan && order.accept_offsets) return accepted_start(committed, stored);
  return plan;
}

FreshStart accepted_start(const std::vector<CommittedPosition>& committed, const std::vector<CheckpointName>& stored) {
  return FreshStart{after_newest(take_apart(committed), stored), true};
}

std::optional<CheckpointName> named_by_kafka(const std::vector<CommittedPosition>& committed,
                                             const std::vector<CheckpointName>& stored) {
  return current_of(take_apart(committed), stored);
}

}  // namespace millrace
