#include "state/memory_shard_store.h"

#include <fmt/format.h>

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

}  // namespace

MemoryShardStore::MemoryShardStore(const ShardStorePlace& place, CheckpointStore& store, std::optional<BaseRef> base,
                                   const std::vector<QueryStateSpec>& queries)
    : ShardStore(place.shard, queries),
      place_(place),
      store_(store),
      base_(std::move(base)),
      origin_(describe_base(base_)) {}

DeltaId MemoryShardStore::applied() const {
  if (!consolidated_.empty()) return consolidated_.back().id;
  return base_ ? base_->through : DeltaId();
}

// Nothing to fold yet: what is consolidated costs memory only while a base is written.
Result<void> MemoryShardStore::consolidate(const std::vector<DeltaRef>& deltas) {
  MILLRACE_FAILPOINT("consolidate.before");
  auto follows = check_follows(shard(), applied(), deltas);
  if (follows) consolidated_.insert(consolidated_.end(), deltas.begin(), deltas.end());
  return follows;
}

Result<std::vector<DeltaFile>> MemoryShardStore::files() const {
  std::vector<DeltaFile> all;
  if (base_) {
    auto base = fetch_base(store_, shard(), *base_);
    if (!base) return std::unexpected(base.error());
    all.push_back(*std::move(base));
  }
  auto deltas = fetch_deltas(store_, shard(), consolidated_);
  if (!deltas) return deltas;
  std::ranges::move(*deltas, std::back_inserter(all));
  return all;
}

Result<BaseRef> MemoryShardStore::write_base() {
  MILLRACE_FAILPOINT("base.before_checkpoint");
  const auto sources = files();
  if (!sources) return std::unexpected(sources.error());
  DeltaHeader header;
  header.content = DeltaContent::kBase;
  header.id = applied();
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
  base_ = BaseRef{kMemoryBackend, applied(), {*std::move(stored)}};
  consolidated_.clear();
  return *base_;
}

Result<void> MemoryShardStore::for_each(EntryVisitor visit) const {
  const auto sources = files();
  if (!sources) return std::unexpected(sources.error());
  return fold(*sources, [&](const StoredEntry& entry) -> Result<void> {
    const auto key = *split_entry_key(entry.key);
    if (!knows(key.query)) return {};
    return visit({EntryKind::kAbsolute, key.query, key.pane_end, key.key, entry.accumulators});
  });
}

}  // namespace millrace
