#include "state/memory_shard_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/failpoint.h"
#include "state/delta_chain.h"
#include "state/entry_key.h"
#include "state/fold.h"
#include "state/random_bits.h"
#include "state/storage_errors.h"
#include "state/stored_names.h"

namespace millrace {
namespace {

std::string describe_base(const std::optional<BaseRef>& base) {
  return base ? fmt::format("the base through delta {}", base->through) : "new and empty";
}

Result<DeltaFile> fetch_base(const CheckpointStore& store, ShardId shard, const BaseRef& base) {
  const std::string attempt = fmt::format("read the base of shard {}", shard.value);
  if (base.files.size() != 1) {
    return std::unexpected(damaged_object(attempt, base.files.empty() ? "" : base.files.front().object,
                                          fmt::format("{} files instead of one", base.files.size())));
  }
  auto file = fetch_delta_file(store, base.files.front());
  if (!file) return file;
  const auto& header = file->header();
  if (header.content == DeltaContent::kBase && header.id == base.through && header.shard == shard) return file;
  return std::unexpected(damaged_object(
      attempt, file->object(),
      fmt::format("holds shard {} through delta '{}' instead of '{}'", header.shard.value, header.id, base.through)));
}

// Sorted, as they were when somebody looked.
class FoldedFiles final : public StoredView {
 public:
  static Result<std::unique_ptr<const StoredView>> of(std::vector<DeltaFile> files, DeltaId applied) {
    auto view = std::unique_ptr<FoldedFiles>(new FoldedFiles(std::move(files), std::move(applied)));
    auto folded = fold(view->files_, [&](const StoredEntry& entry) -> Result<void> {
      view->entries_.push_back(entry);
      return {};
    });
    if (!folded) return std::unexpected(folded.error());
    return view;
  }

  const DeltaId& applied() const override { return applied_; }
  Result<void> read(std::string_view first, FunctionRef<bool(const StoredEntry&)> visit) const override {
    auto at = std::ranges::lower_bound(entries_, first, {}, &StoredEntry::key);
    while (at != entries_.end() && visit(*at)) ++at;
    return {};
  }

 private:
  FoldedFiles(std::vector<DeltaFile> files, DeltaId applied) : files_(std::move(files)), applied_(std::move(applied)) {}

  const std::vector<DeltaFile> files_;
  const DeltaId applied_;
  std::vector<StoredEntry> entries_;  // views into the files
};

}  // namespace

MemoryShardStore::MemoryShardStore(const ShardStorePlace& place, CheckpointStore& store, std::optional<BaseRef> base,
                                   const std::vector<QueryStateSpec>& queries)
    : ShardStore(place.shard, queries),
      place_(place),
      store_(store),
      origin_(describe_base(base)),
      parts_{std::move(base), {}} {}

DeltaId MemoryShardStore::Parts::applied() const {
  if (!consolidated.empty()) return consolidated.back().id;
  return base ? base->through : DeltaId();
}

MemoryShardStore::Parts MemoryShardStore::parts() const {
  const std::lock_guard lock(mutex_);
  return parts_;
}

DeltaId MemoryShardStore::applied() const { return parts().applied(); }

// Nothing to fold yet: what is consolidated costs memory only while a base is written.
Result<void> MemoryShardStore::consolidate(const std::vector<DeltaRef>& deltas) {
  MILLRACE_FAILPOINT("consolidate.before");
  auto follows = check_follows(shard(), applied(), deltas);
  if (!follows) return follows;
  const std::lock_guard lock(mutex_);
  parts_.consolidated.insert(parts_.consolidated.end(), deltas.begin(), deltas.end());
  return {};
}

Result<std::vector<DeltaFile>> MemoryShardStore::fetch(const Parts& parts) const {
  std::vector<DeltaFile> all;
  if (parts.base) {
    auto base = fetch_base(store_, shard(), *parts.base);
    if (!base) return std::unexpected(base.error());
    all.push_back(*std::move(base));
  }
  auto deltas = fetch_deltas(store_, shard(), parts.consolidated);
  if (!deltas) return deltas;
  std::ranges::move(*deltas, std::back_inserter(all));
  return all;
}

Result<BaseRef> MemoryShardStore::write_base() {
  MILLRACE_FAILPOINT("base.before_checkpoint");
  const auto before = parts();
  const auto sources = fetch(before);
  if (!sources) return std::unexpected(sources.error());
  DeltaHeader header;
  header.content = DeltaContent::kBase;
  header.id = before.applied();
  header.shard = shard();
  for (const auto& source : *sources) merge_expired(header.expired_through, source.header().expired_through);
  DeltaEncoder encoder(std::move(header));
  auto folded = fold(*sources, [&](const StoredEntry& entry) -> Result<void> {
    encoder.add(entry);
    return {};
  });
  if (!folded) return std::unexpected(folded.error());
  MILLRACE_FAILPOINT("base.after_checkpoint");
  auto stored = store_delta_file(store_, base_object(shard(), place_.incarnation, random_hex(16) + ".panes"), encoder);
  if (!stored) return std::unexpected(stored.error());
  stored->local_name = "panes";
  BaseRef base{kMemoryBackend, before.applied(), {*std::move(stored)}};
  const std::lock_guard lock(mutex_);
  parts_ = {base, {}};
  return base;
}

Result<std::unique_ptr<const StoredView>> MemoryShardStore::view() const {
  const auto now = parts();
  auto files = fetch(now);
  if (!files) return std::unexpected(files.error());
  return FoldedFiles::of(*std::move(files), now.applied());
}

Result<void> MemoryShardStore::for_each(EntryVisitor visit) const {
  const auto sources = fetch(parts());
  if (!sources) return std::unexpected(sources.error());
  return fold(*sources, [&](const StoredEntry& entry) -> Result<void> {
    const auto key = *split_entry_key(entry.key);
    if (!knows(key.query)) return {};
    return visit({EntryKind::kAbsolute, key.query, key.pane_end, key.key, entry.accumulators});
  });
}

}  // namespace millrace
