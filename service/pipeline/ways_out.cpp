#include "service/pipeline/ways_out.h"

#include <fmt/format.h>

#include "checkpoint/going_back.h"
#include "checkpoint/refusal.h"
#include "service/pipeline/recovery_footing.h"

namespace millrace {
namespace {

using Found = Result<std::optional<CheckpointId>>;

Result<void> try_going_back(const RecoveryContext& context, const RecoveryFacts& facts, CheckpointId from) {
  const auto plan = plan_recovery(facts.committed, facts.stored, {.from = from, .accept_offsets = false});
  if (!plan) return std::unexpected(plan.error().error);
  const auto target = target_of(context, facts, std::get<GoBack>(*plan));
  if (!target) return std::unexpected(target.error());
  return try_to_stand_on(context, facts, *target);
}

// Every stored checkpoint in turn, the newest first: the files of one may be damaged without those of another.
Found newest_to_go_back_to(const RecoveryContext& context, const RecoveryFacts& facts) {
  const auto ids = decided_ids(named_by_kafka(facts.committed, facts.stored), facts.stored,
                               [&](const CheckpointName& name) { return load_manifest(context, name); });
  if (!ids) return std::unexpected(ids.error());
  for (const auto id : *ids) {
    const auto tried = try_going_back(context, facts, id);
    if (tried) return id;
    const auto& error = tried.error();
    if (error.stop != StopReason::kRefused || !context.keep_trying(error)) return std::unexpected(error);
  }
  return std::nullopt;
}

}  // namespace

Result<std::string> ways_out(const RecoveryContext& context, const RecoveryFacts& facts) {
  const auto newest = newest_to_go_back_to(context, facts);
  if (!newest) return std::unexpected(newest.error());
  const auto back = *newest ? fmt::format(
                                  "Or go back to checkpoint {}, the newest that can be loaded, repeating the "
                                  "output after it: {}",
                                  (*newest)->value, from_command(**newest))
                            : std::string("No stored checkpoint can be loaded");
  return fmt::format("{}. Or {}", back, accept_remedy());
}

}  // namespace millrace
