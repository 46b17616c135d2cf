#include "state/fold.h"

#include <algorithm>

#include "state/entry_key.h"
#include "state/storage_errors.h"

namespace millrace {
namespace {

// Entries by the pane they belong to, panes in the order of their keys; in each the oldest entry first.
using Panes = std::map<std::string_view, std::vector<StoredEntry>>;

// The files' entries that are still alive after all of them, or the file that holds an increment.
std::expected<Panes, const DeltaFile*> alive(std::span<const DeltaFile> files) {
  ExpiredThrough expired;
  for (const auto& file : files) merge_expired(expired, file.header().expired_through);
  Panes panes;
  auto last = panes.end();
  for (const auto& file : files) {
    bool increments = false;
    file.for_each([&](const StoredEntry& entry) {
      increments |= entry.kind != EntryKind::kAbsolute;
      const auto prefix = entry.key.substr(0, kEntryKeyPrefix);
      if (last == panes.end() || last->first != prefix) {
        const auto key = *split_entry_key(entry.key);
        if (is_expired(expired, key.query, key.pane_end)) return;
        last = panes.try_emplace(prefix).first;
      }
      last->second.push_back(entry);
    });
    if (increments) return std::unexpected(&file);
  }
  return panes;
}

// `lead` orders most pairs without touching the entries: the 8 bytes after what all keys of the pane have in common.
struct Place {
  std::uint64_t lead = 0;
  std::uint32_t entry = 0;  // its index: larger is newer
};

std::size_t common_prefix(std::span<const StoredEntry> entries) {
  const auto first = entries.front().key;
  auto common = first.size();
  for (const auto& entry : entries) {
    const auto key = entry.key.substr(0, common);
    common = static_cast<std::size_t>(std::ranges::mismatch(key, first.substr(0, common)).in1 - key.begin());
  }
  return common;
}

std::uint64_t lead_of(std::string_view key, std::size_t skip) {
  char bytes[8] = {};
  key.substr(std::min(skip, key.size())).copy(bytes, sizeof bytes);
  return entry_key_detail::load_big_endian(bytes, 8);
}

// Ascending keys, of each the newest entry first.
std::vector<Place> sorted(std::span<const StoredEntry> entries) {
  const auto common = common_prefix(entries);
  std::vector<Place> places;
  places.reserve(entries.size());
  for (const auto& entry : entries)
    places.push_back({lead_of(entry.key, common), static_cast<std::uint32_t>(places.size())});
  std::ranges::sort(places, [&](const Place& a, const Place& b) {
    if (a.lead != b.lead) return a.lead < b.lead;
    const int order = entries[a.entry].key.compare(entries[b.entry].key);
    return order != 0 ? order < 0 : a.entry > b.entry;
  });
  return places;
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
  const auto panes = alive(files);
  if (!panes) return std::unexpected(unknown_increment(*panes.error()));
  for (const auto& [prefix, entries] : *panes) {
    const StoredEntry* last = nullptr;
    for (const auto& place : sorted(entries)) {
      const auto& entry = entries[place.entry];
      if (last != nullptr && last->key == entry.key) continue;
      last = &entry;
      if (auto visited = visit(entry); !visited) return visited;
    }
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
