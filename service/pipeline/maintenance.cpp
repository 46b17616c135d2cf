#include "service/pipeline/maintenance.h"

#include <algorithm>

#include "checkpoint/chain_policy.h"
#include "checkpoint/retention.h"

namespace millrace {
namespace {

constexpr std::chrono::seconds kRetentionEvery{1};

// What has just failed is not tried again at every checkpoint: 0.2 s later, then ever less often.
std::chrono::nanoseconds pause_after(int failures) {
  constexpr int kDoublings = 6;  // to 12.8 s
  if (failures == 0) return std::chrono::nanoseconds{0};
  return std::chrono::milliseconds{200} * (1 << std::min(failures - 1, kDoublings));
}

// The deltas of the chain that the local database does not contain yet.
std::vector<DeltaRef> not_applied(const ShardManifest& shard, const DeltaId& applied) {
  const auto found = std::ranges::find(shard.chain, applied, &DeltaRef::id);
  return {found == shard.chain.end() ? shard.chain.begin() : std::next(found), shard.chain.end()};
}

std::uint64_t bytes_of(const std::vector<DeltaRef>& deltas) {
  std::uint64_t bytes = 0;
  for (const auto& delta : deltas) bytes += delta.file.bytes;
  return bytes;
}

std::uint64_t bytes_of(const std::vector<StoredFile>& files) {
  std::uint64_t bytes = 0;
  for (const auto& file : files) bytes += file.bytes;
  return bytes;
}

std::uint64_t bytes_added(const BaseRef& base, const std::optional<BaseRef>& before) {
  const auto is_known = [&](const StoredFile& file) {
    return before && std::ranges::find(before->files, file.object, &StoredFile::object) != before->files.end();
  };
  std::uint64_t bytes = 0;
  for (const auto& file : base.files) bytes += is_known(file) ? 0 : file.bytes;
  return bytes;
}

}  // namespace

Maintenance::Maintenance(MaintenanceSettings settings, std::shared_ptr<CheckpointStore> store,
                         std::shared_ptr<Mailbox> mailbox, Executor& executor, const Clock& clock,
                         std::shared_ptr<Instruments> instruments)
    : settings_(std::move(settings)),
      store_(std::move(store)),
      mailbox_(std::move(mailbox)),
      executor_(executor),
      clock_(clock),
      instruments_(std::move(instruments)) {}

void Maintenance::begin(std::vector<std::shared_ptr<ShardStore>> shards, std::deque<Manifest> decided) {
  for (auto& shard : shards) shards_.push_back(std::make_shared<Upkeep>(std::move(shard)));
  decided_ = std::move(decided);
  for (const auto& manifest : decided_) remember_names(manifest);
  if (const auto there = store_->list("")) {
    for (const auto& object : *there) settled_->add(object.name);
  }
}

void Maintenance::published(const CheckpointName& name, const Manifest& manifest) {
  decided_.push_front(manifest);
  remember_names(manifest);
  settled_->add(manifest_object(name));
  note_published_bases(manifest);
  for (std::size_t shard = 0; shard < shards_.size(); ++shard) look_after(shard, manifest.shards[shard]);
  if (decided_.size() > settings_.retain) retain();
  if (!old_databases_removed_) {
    old_databases_removed_ = true;
    executor_.post([settings = settings_] { remove_old_databases(settings.databases, settings.incarnation); });
  }
}

void Maintenance::look_after(std::size_t shard, const ShardManifest& manifest) {
  auto& upkeep = shards_[shard];
  const auto now = clock_.now();
  if (upkeep->busy || now - upkeep->last_begun < pause_after(upkeep->failures)) return;
  auto pending = not_applied(manifest, upkeep->store->applied());
  const auto due = chain_due({pending.size(), bytes_of(pending), manifest.chain.size(), bytes_of(manifest.chain),
                              manifest.base ? bytes_of(manifest.base->files) : 0});
  // Retention waits for a base that is under way: one that keeps failing is left out every other time.
  const bool leaves_out = upkeep->failures > 0 && upkeep->base_tried;
  bool base = due.base && !*retention_busy_ && !leaves_out;
  {
    const std::lock_guard lock(upkeep->mutex);
    if (upkeep->base_under_way) base = false;
    if (base) upkeep->base_under_way = true;
  }
  upkeep->base_tried = base;
  if (!due.consolidate && !base) return;
  upkeep->busy = true;
  upkeep->last_begun = now;
  const ShardId id{static_cast<std::uint32_t>(shard)};
  executor_.post([this_run = settings_.run, upkeep, mailbox = mailbox_, instruments = instruments_,
                  order = Upkeep::Order{id, std::move(pending), manifest.base, base, base || !due.base}] {
    if (auto done = upkeep->carry_out(order, this_run, *mailbox, *instruments); !done) {
      ++upkeep->failures;
      // Tried again after a later decision, unless only opening anew can mend it.
      if (done.error().reaction != Reaction::kRetry) mailbox->post({this_run, PipelineFailed{done.error()}});
    } else if (order.is_all) {
      upkeep->failures = 0;
      instruments->upkeep_done(order.shard);
    }
    upkeep->busy = false;
  });
}

Result<void> Maintenance::Upkeep::carry_out(const Order& order, RunNumber this_run, Mailbox& mailbox,
                                            Instruments& instruments) {
  auto folded = store->consolidate(order.pending);
  if (!folded) instruments.upkeep_failed(order.shard, "consolidate", folded.error());
  if (!order.base) return folded;
  auto base = folded ? store->write_base() : std::unexpected(folded.error());
  if (!base && folded) instruments.upkeep_failed(order.shard, "base", base.error());
  const std::lock_guard lock(mutex);
  if (!base) {
    base_under_way = false;
    return std::unexpected(base.error());
  }
  written = *base;
  instruments.base_written(bytes_of(base->files), bytes_added(*base, order.before));
  mailbox.post({this_run, BaseWritten{order.shard, *std::move(base)}});
  return {};
}

void Maintenance::note_published_bases(const Manifest& manifest) {
  for (std::size_t shard = 0; shard < shards_.size(); ++shard) {
    const std::lock_guard lock(shards_[shard]->mutex);
    auto& upkeep = *shards_[shard];
    if (!upkeep.written || manifest.shards[shard].base != upkeep.written) continue;
    upkeep.written.reset();
    upkeep.base_under_way = false;
  }
}

bool Maintenance::base_under_way() {
  return std::ranges::any_of(shards_, [](const auto& upkeep) {
    const std::lock_guard lock(upkeep->mutex);
    return upkeep->base_under_way;
  });
}

void Maintenance::remember_names(const Manifest& manifest) {
  each_file(manifest, [&](const StoredFile& file) { settled_->add(file.object); });
}

void Maintenance::retain() {
  const auto now = clock_.now();
  if (last_retention_ && now - *last_retention_ < kRetentionEvery) return;
  if (*retention_busy_ || base_under_way()) return;
  last_retention_ = now;
  *retention_busy_ = true;
  std::vector<Manifest> decided(decided_.begin(), decided_.end());
  decided_.resize(settings_.retain);
  // Settled now, not when the job gets its turn: what is published meanwhile is named by no manifest that is kept here.
  executor_.post([decided = std::move(decided), settings = settings_, settled = settled_, settled_now = settled_->now(),
                  store = store_, busy = retention_busy_, instruments = instruments_] {
    if (const auto listed = store->list("")) {
      std::vector<std::string> names;
      std::set<std::string> unsettled;
      for (const auto& object : *listed) {
        names.push_back(object.name);
        if (!settled_now.contains(object.name)) unsettled.insert(object.name);
      }
      for (const auto& name : deletable(decided, names, settings.retain, settings.incarnation, unsettled)) {
        if (store->remove(name)) {
          settled->forget(name);
        } else {
          instruments->storage_failed("remove");
        }
      }
    }
    *busy = false;
  });
}

}  // namespace millrace
