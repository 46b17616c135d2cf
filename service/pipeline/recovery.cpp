#include "service/pipeline/recovery.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/failpoint.h"
#include "checkpoint/checkpoint_trigger.h"
#include "checkpoint/query_ids.h"
#include "checkpoint/refusal.h"
#include "checkpoint/source_check.h"
#include "service/pipeline/first_commit.h"
#include "service/pipeline/recovery_footing.h"
#include "service/pipeline/start_positions.h"
#include "service/pipeline/start_texts.h"
#include "service/pipeline/ways_out.h"

namespace millrace {
namespace {

// One recovery on its way: what was asked and what was answered.
class Recovery {
 public:
  explicit Recovery(const RecoveryContext& context) : context_(context) {}

  Result<Recovered> run();
  Result<void> rehearse();
  Result<Foreseen> foresee();

 private:
  Result<void> ask();
  Result<RecoveryTarget> settle();
  Result<Recovered> stand();
  Result<Recovered> accept(const Error& refused);
  Result<void> refuse_needless_acceptance() const;
  Error explained(const RefusedRecovery& refused) const;
  Error in_the_store(Error error) const;
  Error with_ways_out(Error error) const;
  void tell_of(const RecoveryTarget& target) const;
  Result<void> follow_path(Recovered& recovered) const;

  const RecoveryContext& context_;
  RecoveryFacts facts_;
  RecoveryTarget target_;
};

Result<Recovered> Recovery::run() {
  if (auto ready = context_.transaction.ready(context_.keep_trying); !ready) return std::unexpected(ready.error());
  MILLRACE_FAILPOINT("recovery.after_init");
  if (auto asked = ask(); !asked) return std::unexpected(asked.error());
  MILLRACE_FAILPOINT("recovery.after_committed");
  auto recovered = stand();
  if (!recovered) return recovered;
  tell_of(target_);
  if (!target_.name) {
    const auto name = commit_first(context_, facts_, target_.manifest);
    if (!name) return std::unexpected(name.error());
    target_.name = *name;
  }
  recovered->name = *target_.name;
  if (auto followed = follow_path(*recovered); !followed) return std::unexpected(followed.error());
  MILLRACE_FAILPOINT("recovery.before_assign");
  return recovered;
}

Result<void> Recovery::rehearse() {
  if (auto asked = ask(); !asked) return asked;
  const auto recovered = stand();
  if (!recovered) return std::unexpected(recovered.error());
  tell_of(target_);
  return {};
}

Result<Foreseen> Recovery::foresee() {
  if (auto asked = ask(); !asked) return std::unexpected(asked.error());
  const auto target = settle();
  if (!target) return std::unexpected(target.error());
  for (const auto& position : target->manifest.positions) {
    if (auto there = check_still_there(context_, position); !there) return std::unexpected(there.error());
  }
  tell_of(*target);
  return Foreseen{target->name, target->manifest};
}

Result<void> Recovery::ask() {
  auto facts = ask_facts(context_);
  if (!facts) return std::unexpected(facts.error());
  facts_ = std::move(*facts);
  return {};
}

Result<RecoveryTarget> Recovery::settle() {
  const auto plan = plan_recovery(facts_.naming(), facts_.stored, {.from = context_.order.from});
  if (!plan) return std::unexpected(explained(plan.error()));
  auto target = std::visit([this](const auto& p) { return target_of(context_, facts_, p); }, *plan);
  if (!target && target.error().stop == StopReason::kRefused) return std::unexpected(in_the_store(target.error()));
  return target;
}

// Where Kafka does not name a checkpoint that is stored, manifests tell more: why, and what can be gone back to.
Error Recovery::explained(const RefusedRecovery& refused) const {
  if (!refused.lacks_ways_back) return in_the_store(refused.error);
  if (refused.reason == Refusal::kStateWithoutOffset) {
    const auto newest = load_manifest(context_, *std::ranges::max_element(facts_.stored));
    const auto same =
        newest ? check_same_topics(*newest, facts_.committed, expected_pipeline(context_, facts_)) : Checked();
    if (!same) return in_the_store(same.error().error);
  }
  const bool of_offsets = refused.reason == Refusal::kMetadataDiffers || refused.reason == Refusal::kMetadataUnreadable;
  auto error = of_offsets ? refused.error : in_the_store(refused.error);
  const auto ways = ways_back(context_, facts_);
  if (!ways && ways.error().stop != StopReason::kRefused) return ways.error();
  error.remedy = with_way(error.remedy, ways.value_or("see what is stored: " + std::string(kListCommand)));
  return error;
}

// Names the store, unless the object is a path in it already.
Error Recovery::in_the_store(Error error) const {
  if (!error.object.starts_with('/')) error.object += " in " + context_.store->describe();
  return error;
}

// Everything that can refuse comes here, before anything is committed.
Result<Recovered> Recovery::stand() {
  auto target = settle();
  auto recovered = target ? stand_on(context_, facts_, *target) : std::unexpected(target.error());
  if (target && !recovered && recovered.error().damaged) recovered = std::unexpected(in_the_store(recovered.error()));
  const bool refused = !recovered && recovered.error().stop == StopReason::kRefused;
  if (refused && context_.order.accept_offsets) return accept(recovered.error());
  if (refused && recovered.error().damaged) return std::unexpected(with_ways_out(recovered.error()));
  if (!recovered) return recovered;
  target_ = std::move(*target);
  if (auto needed = refuse_needless_acceptance(); !needed) return std::unexpected(needed.error());
  return recovered;
}

// Empty state at the committed offsets.
Result<Recovered> Recovery::accept(const Error& refused) {
  auto target = target_of(context_, facts_, accepted_start(facts_.naming(), facts_.stored));
  if (!target) return std::unexpected(target.error());
  target_ = std::move(*target);
  target_.notes.insert(target_.notes.begin(), "accepted by --accept-offsets: " + refused.message());
  for (auto& line : where_reading_begins(target_.manifest.positions, facts_.committed))
    target_.notes.push_back(std::move(line));
  return stand_on(context_, facts_, target_);
}

// Whoever orders empty state must not get the old one. Right after it was done there is no old one: a start that was
// interrupted goes on with the same command line.
Result<void> Recovery::refuse_needless_acceptance() const {
  if (!context_.order.accept_offsets || !target_.name) return {};
  if (target_.manifest.trigger == kAcceptOffsetsTrigger) return {};
  return std::unexpected(nothing_to_accept(target_.manifest, expected_pipeline(context_, facts_)).error);
}

Error Recovery::with_ways_out(Error error) const {
  const auto ways = ways_out(context_, facts_);
  if (!ways) return ways.error().stop == StopReason::kRefused ? error : ways.error();
  error.remedy = with_way("Restore this file", *ways);
  return error;
}

void Recovery::tell_of(const RecoveryTarget& target) const {
  for (const auto& note : target.notes) context_.tell(note);
  const auto ids = assign_query_ids(target.manifest, describe_queries(context_.config));
  for (const auto& name : ids.added) context_.tell("query " + name + " is new: it starts at the committed offsets");
  for (const auto& name : ids.removed) context_.tell("query " + name + " is gone: its state is dropped");
}

Result<void> Recovery::follow_path(Recovered& recovered) const {
  const auto path = decided_path(recovered.name, facts_.stored,
                                 [this](const CheckpointName& name) { return load_manifest(context_, name); });
  if (!path) return std::unexpected(path.error());
  if (path->cut) {
    context_.tell("an older checkpoint is damaged and cannot be gone back to: " + path->cut->message());
    if (context_.damage_found) context_.damage_found();
  }
  for (const auto& named : path->manifests) recovered.decided.push_back(named.manifest);
  return {};
}

}  // namespace

Result<Recovered> recover(const RecoveryContext& context) { return Recovery(context).run(); }

Result<Foreseen> foresee(const RecoveryContext& context) { return Recovery(context).foresee(); }

Result<void> rehearse(const RecoveryContext& context) { return Recovery(context).rehearse(); }

}  // namespace millrace
