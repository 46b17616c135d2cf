#include "state/chain_to_load.h"

#include "state/entry_key.h"

namespace millrace {
namespace {

constexpr std::uint64_t kKeptInMemory = std::uint64_t{256} << 20;

}  // namespace

Result<void> ChainToLoad::verify() {
  std::uint64_t kept = 0;
  for (const auto& delta : deltas_) {
    auto file = fetch_delta(store_, shard_, delta);
    if (!file) return std::unexpected(file.error());
    merge_expired(expired_, file->header().expired_through);
    kept += file->bytes();
    files_.push_back(kept <= kKeptInMemory ? std::optional(*std::move(file)) : std::nullopt);
  }
  return {};
}

Result<void> ChainToLoad::for_each(EntryVisitor visit) {
  for (std::size_t i = 0; i < deltas_.size(); ++i) {
    auto file = files_[i] ? Result<DeltaFile>(*std::move(files_[i])) : fetch_delta(store_, shard_, deltas_[i]);
    files_[i].reset();
    if (!file) return std::unexpected(file.error());
    if (auto visited = visit_file(*file, visit); !visited) return visited;
  }
  return {};
}

Result<void> ChainToLoad::visit_file(const DeltaFile& file, EntryVisitor visit) const {
  Result<void> result;
  file.for_each([&](const StoredEntry& stored) {
    if (!result) return;
    const auto key = *split_entry_key(stored.key);
    if (stored.kind != EntryKind::kAbsolute) {
      result = std::unexpected(unknown_increment(file));
    } else {
      result = visit({stored.kind, key.query, key.pane_end, key.key, stored.accumulators});
    }
  });
  return result;
}

}  // namespace millrace
