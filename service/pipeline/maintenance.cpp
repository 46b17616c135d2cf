#include "service/pipeline/maintenance.h"

#include <algorithm>

#include "checkpoint/chain_policy.h"
#include "checkpoint/retention.h"

namespace millrace {
namespace {

constexpr std::chrono::seconds kRetentionEvery{1};

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
  if (upkeep->busy) return;
  auto pending = not_applied(manifest, upkeep->store->applied());
  const auto due = chain_due({pending.size(), bytes_of(pending), manifest.chain.size(), bytes_of(manifest.chain),
                              manifest.base ? bytes_of(manifest.base->files) : 0});
  bool base = due.base && !*retention_busy_;
  {
    const std::lock_guard lock(upkeep->mutex);
    if (upkeep->base_under_way) base = false;
    if (base) upkeep->base_under_way = true;
  }
  if (!due.consolidate && !base) return;
  upkeep->busy = true;
  executor_.post([upkeep, pending = std::move(pending), base, shard, before = manifest.base, run = settings_.run,
                  mailbox = mailbox_, instruments = instruments_] {
    if (auto folded = upkeep->store->consolidate(pending); !folded) {
      instruments->storage_failed("consolidate");
      // Tried again after the next decision, unless only opening anew can mend it.
      if (folded.error().reaction != Reaction::kRetry) mailbox->post({run, PipelineFailed{folded.error()}});
    }
    if (base) {
      auto written = upkeep->store->write_base();
      const std::lock_guard lock(upkeep->mutex);
      if (written) {
        upkeep->written = *written;
        instruments->base_written(bytes_of(written->files), bytes_added(*written, before));
        mailbox->post({run, BaseWritten{ShardId{static_cast<std::uint32_t>(shard)}, std::move(*written)}});
      } else {
        upkeep->base_under_way = false;
        instruments->storage_failed("base");
      }
    }
    upkeep->busy = false;
  });
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
  for (const auto& shard : manifest.shards) {
    if (shard.base) {
      for (const auto& file : shard.base->files) settled_->add(file.object);
    }
    for (const auto& delta : shard.chain) settled_->add(delta.file.object);
  }
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
