#include "service/pipeline/recovery.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/failpoint.h"
#include "checkpoint/checkpoint_trigger.h"
#include "checkpoint/going_back.h"
#include "checkpoint/query_ids.h"
#include "service/pipeline/shard_recovery.h"
#include "service/pipeline/start_positions.h"
#include "service/pipeline/topic_ids.h"

namespace millrace {
namespace {

using Positions = std::vector<CommittedPosition>;

void drop_counts_of_removed_queries(Manifest& manifest) {
  if (!manifest.ledger) return;
  std::erase_if(manifest.ledger->queries, [&](const auto& entry) {
    return std::ranges::find(manifest.queries, entry.first, &QueryManifest::id) == manifest.queries.end();
  });
}

// One recovery on its way: what was asked and what was answered.
class Recovery {
 public:
  explicit Recovery(const RecoveryContext& context) : context_(context) {}

  Result<Recovered> run();

 private:
  Result<void> ask();
  Result<NamedManifest> settle();
  Result<NamedManifest> carry_out(const FreshStart& plan);
  Result<NamedManifest> carry_out(const Resume& plan);
  Result<NamedManifest> carry_out(const GoBack& plan);
  Result<NamedManifest> refuse_or_accept(const RefusedRecovery& refused);

  Result<Manifest> load(const CheckpointName& name) const;
  Result<NamedManifest> commit(Manifest manifest);
  Result<void> add_new_partitions(Manifest& manifest, const Positions& partitions);
  ExpectedPipeline expected() const;
  Result<Recovered> open(NamedManifest current);

  const RecoveryContext& context_;
  Positions committed_;
  TopicIds topic_ids_;
  std::vector<CheckpointName> stored_;
  Incarnation newest_{0};  // of all that is stored
};

Result<Recovered> Recovery::run() {
  if (auto ready = context_.transaction.ready(context_.keep_trying); !ready) return std::unexpected(ready.error());
  MILLRACE_FAILPOINT("recovery.after_init");
  if (auto asked = ask(); !asked) return std::unexpected(asked.error());
  MILLRACE_FAILPOINT("recovery.after_committed");
  auto current = settle();
  if (!current) return std::unexpected(current.error());
  for (const auto& position : current->manifest.positions) {
    if (auto there = check_still_there(context_, position); !there) return std::unexpected(there.error());
  }
  return open(std::move(*current));
}

Result<void> Recovery::ask() {
  auto committed = committed_positions(context_);
  if (!committed) return std::unexpected(committed.error());
  committed_ = std::move(*committed);
  auto ids = topic_ids(context_);
  if (!ids) return std::unexpected(ids.error());
  topic_ids_ = std::move(*ids);
  const auto objects = context_.store->list("manifests/");
  if (!objects) return std::unexpected(objects.error());
  for (const auto& object : *objects) {
    const auto name = name_of_object(object.name);
    if (!name) continue;
    stored_.push_back(*name);
    newest_ = std::max(newest_, name->incarnation);
  }
  return {};
}

Result<NamedManifest> Recovery::settle() {
  const auto plan = plan_recovery(committed_, stored_, context_.order);
  if (!plan) return std::unexpected(plan.error().error);
  return std::visit([this](const auto& p) { return carry_out(p); }, *plan);
}

// A checkpoint with empty state where reading begins.
Result<NamedManifest> Recovery::carry_out(const FreshStart& plan) {
  const auto& config = context_.config;
  Manifest manifest;
  manifest.pipeline = config.name;
  manifest.id = plan.id;
  manifest.trigger = plan.accept_offsets ? kAcceptOffsetsTrigger : kInitialTrigger;
  manifest.shards.resize(config.state.shards);
  manifest.ledger.emplace();
  manifest.topic_ids = topic_ids_;
  const auto ids = assign_query_ids(manifest, describe_queries(config));
  manifest.queries = ids.queries;
  manifest.next_query_id = ids.next_query_id;
  for (const auto& partition : committed_) {
    const auto& source = *std::ranges::find(config.sources, partition.source, &SourceConfig::name);
    auto position = first_position(context_, partition, source.start);
    if (!position) return std::unexpected(position.error());
    if (plan.accept_offsets && partition.offset) position->next = *partition.offset;
    manifest.positions.push_back(std::move(*position));
  }
  context_.tell(fmt::format("starting with empty state as checkpoint {}", plan.id.value));
  return commit(std::move(manifest));
}

Result<NamedManifest> Recovery::carry_out(const Resume& plan) {
  auto manifest = load(plan.name);
  if (!manifest && manifest.error().stop == StopReason::kRefused) {
    return refuse_or_accept({Refusal::kManifestInvalid, manifest.error()});
  }
  if (!manifest) return std::unexpected(manifest.error());
  const auto added = check_manifest(*manifest, committed_, expected());
  if (!added) return refuse_or_accept(added.error());
  if (auto done = add_new_partitions(*manifest, *added); !done) return std::unexpected(done.error());
  return NamedManifest{plan.name, std::move(*manifest)};
}

Result<NamedManifest> Recovery::carry_out(const GoBack& plan) {
  const auto old = find_decided(plan, stored_, [this](const CheckpointName& name) { return load(name); });
  if (!old) return std::unexpected(old.error().error);
  auto manifest = old->manifest;
  const auto added = check_going_back(manifest, committed_, expected());
  if (!added) return std::unexpected(added.error().error);
  if (auto done = add_new_partitions(manifest, *added); !done) return std::unexpected(done.error());
  manifest.parent = to_string(old->name);
  manifest.id = plan.as;
  manifest.trigger = kFromTrigger;
  context_.tell(
      fmt::format("going back to checkpoint {} as checkpoint {}: what followed it is read again and written "
                  "again",
                  plan.from.value, plan.as.value));
  return commit(std::move(manifest));
}

// --accept-offsets answers every refusal but those of --from: empty state at the committed offsets.
Result<NamedManifest> Recovery::refuse_or_accept(const RefusedRecovery& refused) {
  if (!context_.order.accept_offsets) return std::unexpected(refused.error);
  context_.tell("accepted by --accept-offsets: " + refused.error.message());
  return carry_out(accepted_start(committed_, stored_));
}

Result<Manifest> Recovery::load(const CheckpointName& name) const {
  const auto json = context_.store->get(manifest_object(name));
  if (!json) return std::unexpected(json.error());
  return parse_manifest(*json, name);
}

// Commits offsets and nothing else under a checkpoint's name: checkpoint 0, going back, accepted offsets.
Result<NamedManifest> Recovery::commit(Manifest manifest) {
  manifest.incarnation = newest_ = Incarnation{newest_.value + 1};
  manifest.created_ms = context_.clock.wall().time_since_epoch().count();
  const auto json = to_json(manifest);
  const auto name = name_of(manifest, json);
  const std::string_view piece = json;
  if (auto put = context_.store->put(manifest_object(name), {&piece, 1}); !put) return std::unexpected(put.error());
  stored_.push_back(name);

  std::vector<OffsetToCommit> offsets;
  for (const auto& p : manifest.positions) offsets.push_back({{p.topic, p.partition}, p.next, to_string(name)});
  auto& transaction = context_.transaction;
  if (auto sent = transaction.prepare(offsets, context_.keep_trying); !sent) return std::unexpected(sent.error());
  MILLRACE_FAILPOINT("checkpoint0.before_commit");
  if (auto done = transaction.decide(context_.keep_trying); !done) return std::unexpected(done.error());
  if (auto renewed = transaction.renew_if_needed(context_.keep_trying); !renewed)
    return std::unexpected(renewed.error());
  return NamedManifest{name, std::move(manifest)};
}

// Partitions that came since the checkpoint are read from their beginning.
Result<void> Recovery::add_new_partitions(Manifest& manifest, const Positions& partitions) {
  for (const auto& partition : partitions) {
    auto position = first_position(context_, partition, StartAt::kEarliest);
    if (!position) return std::unexpected(position.error());
    context_.tell(fmt::format("{}[{}] is new: reading it from offset {}", partition.topic, partition.partition.value,
                              position->next.value));
    manifest.positions.push_back(std::move(*position));
  }
  return {};
}

ExpectedPipeline Recovery::expected() const {
  const auto& config = context_.config;
  return {config.name, config.state.shards, config.state.backend, describe_queries(config), topic_ids_};
}

Result<Recovered> Recovery::open(NamedManifest current) {
  const auto path = decided_path(current.name, stored_, [this](const CheckpointName& name) { return load(name); });
  if (!path) return std::unexpected(path.error());
  if (path->cut) {
    context_.tell("an older checkpoint is damaged and cannot be gone back to: " + path->cut->message());
    if (context_.damage_found) context_.damage_found();
  }

  Recovered recovered;
  for (const auto& named : path->manifests) recovered.decided.push_back(named.manifest);
  recovered.name = current.name;
  recovered.incarnation = Incarnation{newest_.value + 1};
  recovered.manifest = std::move(current.manifest);
  for (const auto& [topic, id] : topic_ids_) recovered.manifest.topic_ids[topic] = id;
  const auto ids = assign_query_ids(recovered.manifest, describe_queries(context_.config));
  for (const auto& name : ids.added) context_.tell("query " + name + " is new: it starts at the committed offsets");
  for (const auto& name : ids.removed) context_.tell("query " + name + " is gone: its state is dropped");
  for (const auto& query : ids.queries) recovered.ids[query.name] = query.id;
  recovered.manifest.queries = ids.queries;
  recovered.manifest.next_query_id = ids.next_query_id;
  drop_counts_of_removed_queries(recovered.manifest);
  if (auto opened = open_shards(context_, recovered); !opened) return std::unexpected(opened.error());
  MILLRACE_FAILPOINT("recovery.after_load");
  MILLRACE_FAILPOINT("recovery.before_assign");
  return recovered;
}

}  // namespace

Result<Recovered> recover(const RecoveryContext& context) { return Recovery(context).run(); }

}  // namespace millrace
