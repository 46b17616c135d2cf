#include "state/fold.h"

#include <algorithm>

#include "state/entry_key.h"
#include "state/storage_errors.h"

namespace millrace {
namespace {

// `lead` orders most pairs without touching the entries: the 8 bytes after what all keys have in common.
struct FoldItem {
  std::uint64_t lead = 0;
  StoredEntry entry;
  std::uint32_t age = 0;  // larger is newer
};

std::size_t common_prefix(const std::vector<FoldItem>& items) {
  if (items.empty()) return 0;
  const auto first = items.front().entry.key;
  auto common = first.size();
  for (const auto& item : items) {
    const auto key = item.entry.key.substr(0, common);
    common = static_cast<std::size_t>(std::ranges::mismatch(key, first.substr(0, common)).in1 - key.begin());
  }
  return common;
}

std::uint64_t lead_of(std::string_view key, std::size_t skip) {
  char bytes[8] = {};
  key.substr(std::min(skip, key.size())).copy(bytes, sizeof bytes);
  return entry_key_detail::load_big_endian(bytes, 8);
}

bool before(const FoldItem& a, const FoldItem& b) {
  if (a.lead != b.lead) return a.lead < b.lead;
  if (const int order = a.entry.key.compare(b.entry.key); order != 0) return order < 0;
  return a.age > b.age;
}

// The files' entries that are still alive after all of them, or the file that holds an increment.
std::expected<std::vector<FoldItem>, const DeltaFile*> alive(std::span<const DeltaFile> files) {
  ExpiredThrough expired;
  for (const auto& file : files) merge_expired(expired, file.header().expired_through);
  std::vector<FoldItem> items;
  std::uint32_t age = 0;
  for (const auto& file : files) {
    bool increments = false;
    file.for_each([&](const StoredEntry& entry) {
      increments |= entry.kind != EntryKind::kAbsolute;
      const auto key = *split_entry_key(entry.key);
      if (!is_expired(expired, key.query, key.pane_end)) items.push_back({0, entry, age});
    });
    if (increments) return std::unexpected(&file);
    ++age;
  }
  return items;
}

}  // namespace

void merge_expired(ExpiredThrough& into, const ExpiredThrough& newer) {
  for (const auto& [query, through] : newer) {
    const auto [at, is_new] = into.emplace(query, through);
    if (!is_new) at->second = std::max(at->second, through);
  }
}

bool is_expired(const ExpiredThrough& expired, QueryId query, EventTime pane_end) {
  const auto found = expired.find(query);
  return found != expired.end() && pane_end <= found->second;
}

Error unknown_increment(const DeltaFile& file) {
  auto error = damaged_object("fold delta", file.object(), "it holds increments, which this version cannot add up");
  error.remedy = "Run the version of millrace that wrote it";
  return error;
}

Result<void> fold(std::span<const DeltaFile> files, FunctionRef<Result<void>(const StoredEntry&)> visit) {
  auto items = alive(files);
  if (!items) return std::unexpected(unknown_increment(*items.error()));
  const auto common = common_prefix(*items);
  for (auto& item : *items) item.lead = lead_of(item.entry.key, common);
  std::ranges::sort(*items, before);
  const StoredEntry* last = nullptr;
  for (const auto& item : *items) {
    if (last != nullptr && last->key == item.entry.key) continue;
    last = &item.entry;
    if (auto visited = visit(item.entry); !visited) return visited;
  }
  return {};
}

Result<std::vector<DeltaFile>> fetch_deltas(const CheckpointStore& store, ShardId shard,
                                            std::span<const DeltaRef> deltas) {
  std::vector<DeltaFile> files;
  for (const auto& delta : deltas) {
    auto file = fetch_delta(store, shard, delta);
    if (!file) return std::unexpected(file.error());
    files.push_back(*std::move(file));
  }
  return files;
}

}  // namespace millrace
