#include "service/pipeline/ways_out.h"

#include <fmt/format.h>

#include "checkpoint/going_back.h"
#include "checkpoint/refusal.h"
#include "service/pipeline/recovery_footing.h"

namespace millrace {
namespace {

using Found = Result<std::optional<CheckpointId>>;

Result<std::vector<CheckpointId>> decided(const RecoveryContext& context, const RecoveryFacts& facts) {
  return decided_ids(named_by_kafka(facts.naming(), facts.stored), facts.stored,
                     [&](const CheckpointName& name) { return load_manifest(context, name); });
}

Result<void> try_going_back(const RecoveryContext& context, const RecoveryFacts& facts, CheckpointId from) {
  const auto plan = plan_recovery(facts.naming(), facts.stored, {.from = from, .accept_offsets = false});
  if (!plan) return std::unexpected(plan.error().error);
  const auto target = target_of(context, facts, std::get<GoBack>(*plan));
  if (!target) return std::unexpected(target.error());
  return try_to_stand_on(context, facts, *target);
}

// Every stored checkpoint in turn, the newest first: the files of one may be damaged without those of another.
Found newest_to_go_back_to(const RecoveryContext& context, const RecoveryFacts& facts) {
  const auto ids = decided(context, facts);
  if (!ids) return std::unexpected(ids.error());
  for (const auto id : *ids) {
    const auto tried = try_going_back(context, facts, id);
    if (tried) return id;
    const auto& error = tried.error();
    if (error.stop != StopReason::kRefused || !context.keep_trying(error)) return std::unexpected(error);
  }
  return std::nullopt;
}

// `none`: what is said where there is no checkpoint to go back to.
std::string words(std::optional<CheckpointId> newest, std::string_view which, std::string_view none) {
  if (!newest) return fmt::format("{} ({})", accept_remedy(), none);
  return fmt::format("go back to checkpoint {}, the newest {}, repeating the output after it: {}. Or {}", newest->value,
                     which, from_command(*newest), accept_remedy());
}

}  // namespace

Result<std::string> ways_out(const RecoveryContext& context, const RecoveryFacts& facts) {
  const auto newest = newest_to_go_back_to(context, facts);
  if (!newest) return std::unexpected(newest.error());
  return words(*newest, "that can be loaded", "no stored checkpoint can be loaded");
}

Result<std::string> ways_back(const RecoveryContext& context, const RecoveryFacts& facts) {
  const auto ids = decided(context, facts);
  if (!ids) return std::unexpected(ids.error());
  const auto newest = ids->empty() ? std::nullopt : std::optional(ids->front());
  return words(newest, "that is known to have been committed", "no stored checkpoint is known to have been committed");
}

std::string with_way(const std::string& remedy, std::string way) {
  if (!remedy.empty()) return remedy + ". Or " + way;
  way.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(way.front())));
  return way;
}

}  // namespace millrace
