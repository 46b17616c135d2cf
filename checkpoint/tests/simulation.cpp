#include "checkpoint/tests/simulation.h"

#include <fmt/format.h>

#include <algorithm>

#include "checkpoint/going_back.h"
#include "checkpoint/manifest_composition.h"
#include "checkpoint/retention.h"

namespace millrace::test {
namespace {

constexpr std::size_t kRetain = 2;
constexpr int kRecordsPerEpoch = 3;

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

std::string encode(const std::map<std::int32_t, std::int64_t>& counts) {
  std::string text;
  for (const auto& [partition, count] : counts) text += fmt::format("{} {} ", partition, count);
  return text;
}

std::map<std::int32_t, std::int64_t> decode(const std::string& text) {
  std::map<std::int32_t, std::int64_t> counts;
  std::istringstream in(text);
  std::int32_t partition = 0;
  for (std::int64_t count = 0; in >> partition >> count;) counts[partition] = count;
  return counts;
}

}  // namespace

// ---- Kafka ----

std::vector<CommittedPosition> SimKafka::nothing_committed() {
  std::vector<CommittedPosition> group;
  for (int i = 0; i < kSimPartitions; ++i) group.push_back({"orders", "orders", PartitionId{i}, std::nullopt, ""});
  return group;
}

bool SimKafka::produce(std::uint64_t epoch, const SimRow& row) {
  if (epoch != epoch_) return false;
  open().rows.push_back(row);
  return true;
}

bool SimKafka::send_offsets(std::uint64_t epoch, const Manifest& manifest, const CheckpointName& name) {
  if (epoch != epoch_) return false;
  std::vector<CommittedPosition> offsets;
  for (const auto& p : manifest.positions) offsets.push_back({p.source, p.topic, p.partition, p.next, to_string(name)});
  open().offsets = std::move(offsets);
  return true;
}

bool SimKafka::commit(std::uint64_t epoch) {
  if (epoch != epoch_) return false;
  if (open_) {
    rows_.insert(rows_.end(), open_->rows.begin(), open_->rows.end());
    if (open_->offsets) group_ = *open_->offsets;
  }
  open_.reset();
  return true;
}

bool SimKafka::abort(std::uint64_t epoch) {
  if (epoch != epoch_) return false;
  open_.reset();
  return true;
}

// ---- recovery ----

SimProcess::SimProcess(SimWorld& world, RecoveryOrder order) : world_(world), store_(world.disk), order_(order) {
  recover(true);
}

void SimProcess::recover(bool new_handles) {
  lines_.clear();
  coordinator_.reset();
  if (new_handles) then([this] { epoch_ = world_.kafka.init(); });
  then([this] { plan(); });
}

void SimProcess::plan() {
  const auto plan = plan_recovery(world_.kafka.committed(), stored_names(), order_);
  if (!plan) return refuse(plan.error().error);
  std::visit(Overloaded{[this](const Resume& p) { resume(p.name); }, [this](const GoBack& p) { go_back(p); },
                        [this](const FreshStart& p) {
                          Manifest manifest;
                          manifest.pipeline = "sim";
                          manifest.id = p.id;
                          manifest.incarnation = Incarnation{1};
                          manifest.trigger = "initial";
                          manifest.shards.resize(kSimShards);
                          for (int i = 0; i < kSimPartitions; ++i) {
                            manifest.positions.push_back({"orders", "orders", PartitionId{i}, Offset{0}, {}, {}});
                          }
                          write_and_commit(std::move(manifest));
                        }},
             *plan);
}

void SimProcess::write_and_commit(Manifest manifest) {
  manifest.created_ms = static_cast<std::int64_t>(++world_.fresh);
  const auto json = to_json(manifest);
  const auto name = name_of(manifest, json);
  then([this, name, json] { over_ = !put(manifest_object(name), json); });
  then([this, name, manifest] { over_ = !world_.kafka.send_offsets(epoch_, manifest, name); });
  then([this] { over_ = !world_.kafka.commit(epoch_); });
  then([this] {
    order_ = {};
    recover(false);
  });
}

void SimProcess::go_back(const GoBack& plan) {
  auto found = find_decided(plan, stored_names(), [this](const CheckpointName& n) { return load_manifest(n); });
  if (!found) return refuse(found.error().error);
  Manifest manifest = found->manifest;
  manifest.parent = to_string(found->name);
  manifest.id = plan.as;
  manifest.incarnation = Incarnation{manifest.incarnation.value + 1};
  manifest.trigger = "from";
  write_and_commit(std::move(manifest));
}

void SimProcess::resume(const CheckpointName& name) {
  auto path = decided_path(name, stored_names(), [this](const CheckpointName& n) { return load_manifest(n); });
  if (!path) return refuse(path.error());
  const Manifest& manifest = path->manifests.front().manifest;
  const auto checked = check_manifest(manifest, world_.kafka.committed(), {"sim", kSimShards, "memory", {}});
  if (!checked) return refuse(checked.error().error);
  shards_.assign(kSimShards, {});
  for (std::uint32_t i = 0; i < kSimShards; ++i) load(manifest.shards[i], shards_[i]);
  positions_.assign(kSimPartitions, 0);
  for (const auto& p : manifest.positions) positions_[static_cast<std::size_t>(p.partition.value)] = p.next.value;
  dirty_.assign(kSimShards, false);
  decided_.clear();
  for (const auto& m : path->manifests) decided_.push_back(m.manifest);
  read_in_epoch_ = 0;
  unnamed_bases_.clear();

  CoordinatorState state;
  state.settings = {RunNumber{++run_}, 1, kSimShards};
  state.last = manifest;
  state.last_name = name;
  state.incarnation = Incarnation{manifest.incarnation.value + 1};
  state.next_due = now_ + state.settings.interval;
  coordinator_ = std::move(state);
}

void SimProcess::load(const ShardManifest& shard, Counts& counts) {
  for (const auto& base_file : shard.base ? shard.base->files : std::vector<StoredFile>()) {
    const auto bytes = store_.get(base_file.object);
    if (!bytes) return refuse(bytes.error());
    counts = decode(*bytes);
  }
  for (const auto& delta : shard.chain) {
    const auto bytes = store_.get(delta.file.object);
    if (!bytes) return refuse(bytes.error());
    counts = decode(*bytes);
  }
}

void SimProcess::refuse(const Error& error) {
  world_.refusals.push_back(error.message());
  over_ = true;
}

// ---- the run ----

void SimProcess::step() {
  if (over_) return;
  if (lines_.empty()) return live();
  const Line line = std::move(lines_.front());
  lines_.pop_front();
  line();
}

void SimProcess::live() {
  if (!coordinator_) return;
  if (!coordinator_->pending && read_in_epoch_ < kRecordsPerEpoch) return read_a_record();
  now_ = std::max(now_, std::min(wake_at(*coordinator_), now_ + std::chrono::seconds(1)));
  feed(Tick{});
}

void SimProcess::read_a_record() {
  ++read_in_epoch_;
  const auto partition = static_cast<std::int32_t>(world_.fresh++ % kSimPartitions);
  auto& next = positions_[static_cast<std::size_t>(partition)];
  if (next >= world_.kafka.end_of(partition)) return;
  const auto shard = static_cast<std::size_t>(next % kSimShards);
  const SimRow row{partition, next, ++shards_[shard][partition]};
  dirty_[shard] = true;
  ++next;
  if (!world_.kafka.produce(epoch_, row)) {
    Error fenced = fault(Reaction::kStop);
    fenced.stop = StopReason::kFenced;
    feed(PipelineFailed{fenced});
  }
}

void SimProcess::feed(EventBody event) {
  if (!coordinator_) return;
  Step step = advance(std::move(*coordinator_), Event{RunNumber{run_}, std::move(event)}, now_, 0);
  coordinator_ = std::move(step.next);
  for (const auto& action : step.actions) {
    std::visit([this](const auto& order) { carry_out(order); }, action);
  }
}

void SimProcess::carry_out(const StartBarrier& order) {
  std::vector<PartitionPosition> positions;
  for (std::size_t i = 0; i < positions_.size(); ++i) {
    positions.push_back(
        {"orders", "orders", PartitionId{static_cast<std::int32_t>(i)}, Offset{positions_[i]}, kNoEventTime, {}});
  }
  frozen_ = shards_;
  then([this, id = order.id, positions] { feed(SourcePassed{id, 0, positions}); });
  for (std::uint32_t i = 0; i < kSimShards; ++i) {
    then([this, id = order.id, i] { feed(ShardFrozen{id, ShardId{i}, dirty_[i], {}}); });
  }
}

void SimProcess::carry_out(const WriteDelta& order) {
  then([this, order] {
    const DeltaId id = fmt::format("d{}", ++world_.fresh);
    const auto object = fmt::format("deltas/{}/{}-{}.delta", order.shard.value, coordinator_->incarnation.value, id);
    const auto& counts = frozen_[order.shard.value];
    if (auto stored = put(object, encode(counts)); !stored) {
      return feed(PrepareFailed{order.id, order.shard, stored.error()});
    }
    written_[id] = counts;
    feed(DeltaWritten{order.id, order.shard, {id, order.parent, order.id, {object, "", 0, ""}}});
  });
}

void SimProcess::carry_out(const WriteManifest& order) {
  then([this, order] {
    Manifest manifest = order.manifest;
    const auto json = to_json(manifest);
    const auto name = name_of(manifest, json);
    if (auto stored = put(manifest_object(name), json); !stored) {
      return feed(PrepareFailed{manifest.id, std::nullopt, stored.error()});
    }
    feed(ManifestWritten{manifest.id, name});
  });
}

void SimProcess::carry_out(const CommitTransaction& order) {
  const auto id = order.manifest.id;
  const auto fail = [this, id](Reaction reaction, StopReason stop) {
    Error error = fault(reaction);
    error.stop = stop;
    feed(TransactionFailed{id, error});
  };
  const auto commit = [this, id, fail] {
    const auto lost = std::exchange(lost_commit_, std::nullopt);
    if (lost == false) return fail(Reaction::kFatal, StopReason::kNone);
    if (!world_.kafka.commit(epoch_)) return fail(Reaction::kStop, StopReason::kFenced);
    if (lost == true) return fail(Reaction::kFatal, StopReason::kNone);
    then([this, id] { feed(Decided{id}); });
  };
  then([this, order, fail, commit] {
    if (!world_.kafka.send_offsets(epoch_, order.manifest, order.name)) {
      return fail(Reaction::kStop, StopReason::kFenced);
    }
    then(commit);
  });
}

void SimProcess::carry_out(const Publish& order) {
  decided_.push_front(order.manifest);
  for (const auto& shard : order.manifest.shards) {
    if (shard.base) unnamed_bases_.erase(shard.base->files.front().object);
  }
  dirty_.assign(kSimShards, false);
  read_in_epoch_ = 0;
  if (order.manifest.id.value % 3 == 0) {
    for (std::uint32_t i = 0; i < kSimShards; ++i) write_base(order.manifest, i);
  }
  then([this] { retain(); });
}

void SimProcess::write_base(const Manifest& manifest, std::uint32_t shard) {
  const DeltaId through = chain_position(manifest.shards[shard]);
  if (!written_.contains(through)) return;
  then([this, shard, through] {
    const auto object = fmt::format("bases/{}/{}-b{}", shard, coordinator_->incarnation.value, ++world_.fresh);
    unnamed_bases_.insert(object);
    if (!put(object, encode(written_[through]))) return;
    then([this, shard, through, object] {
      feed(BaseWritten{ShardId{shard}, {"memory", through, {{object, "panes", 0, ""}}}});
    });
  });
}

void SimProcess::retain() {
  std::vector<std::string> names;
  for (const auto& [object, bytes] : world_.disk->all()) names.push_back(object);
  const std::vector<Manifest> decided(decided_.begin(), decided_.end());
  for (const auto& object : deletable(decided, names, kRetain, coordinator_->incarnation, unnamed_bases_)) {
    then([this, object] { static_cast<void>(store_.remove(object)); });
  }
}

void SimProcess::carry_out(const AbortAndRecover&) {
  lines_.clear();
  coordinator_.reset();
  then([this] { recover(!world_.kafka.abort(epoch_)); });
}

void SimProcess::carry_out(const RecoverWithNewHandles&) { recover(true); }

void SimProcess::carry_out(const StopPipeline&) { over_ = true; }

// ---- the store ----

std::vector<CheckpointName> SimProcess::stored_names() const {
  std::vector<CheckpointName> names;
  for (const auto& [object, bytes] : world_.disk->all()) {
    if (const auto name = name_of_object(object)) names.push_back(*name);
  }
  return names;
}

Result<Manifest> SimProcess::load_manifest(const CheckpointName& name) const {
  const auto json = store_.get(manifest_object(name));
  if (!json) return std::unexpected(json.error());
  return parse_manifest(*json, name);
}

Result<void> SimProcess::put(const std::string& name, const std::string& bytes) {
  const std::string_view pieces[] = {bytes};
  return store_.put(name, pieces);
}

Error SimProcess::fault(Reaction reaction) {
  return {"simulate", "a fault", "as ordered", "", reaction, StopReason::kNone};
}

}  // namespace millrace::test
