#include "state/pane.h"

#include <array>

#include "state/accumulate.h"
#include "state/accumulator_codec.h"
#include "state/key_hash.h"

namespace millrace {
namespace {

// Below this the pane lies in the nearest caches, and prefetching costs more than it gains.
constexpr std::size_t kPrefetchFrom = 16'384;
// A pane that has grown to this part of what the last one had gets room for as much at once. Not sooner: panes that
// only strays open stay small.
constexpr std::size_t kPresizeAt = 16;

std::uint32_t index_hash(std::uint64_t hash) { return static_cast<std::uint32_t>(hash); }

}  // namespace

struct Pane::Run {
  std::span<const UpdateItem* const> items;
  std::array<Found, kRun> found;
};

Pane::Pane(const EntryLayout& layout, PaneMemory& memory, bool fired)
    : layout_(layout),
      memory_(memory),
      entries_(layout.stride(), memory),
      index_(memory),
      arena_(memory),
      fired_(fired) {}

std::size_t Pane::bytes() const {
  return sizeof(Pane) + entries_.bytes() + index_.bytes() + arena_.bytes() + dirty_.bytes() + changed_.bytes();
}

void Pane::update(const UpdateBatch& batch, std::span<const UpdateItem* const> items) {
  make_room(items.size());
  Run run;
  run.items = items;
  keys() < kPrefetchFrom ? find(batch, run) : find_ahead(batch, run);

  dirty_.cover(keys());
  if (fired_) changed_.cover(keys());
  std::array<char*, kRun> blocks;
  for (std::size_t i = 0; i < items.size(); ++i) {
    blocks[i] = EntryLayout::block(run.found[i].entry);
    dirty_.set(run.found[i].id);
    if (fired_) changed_.set(run.found[i].id);
  }
  millrace::update(layout_.accumulators(), {items, blocks.data(), batch.arguments.data(), arena_});
}

// So that no entry and no slot moves within a run.
void Pane::make_room(std::size_t more) {
  entries_.reserve(more);
  const auto needed = keys() + more;
  if (needed <= index_.capacity()) return;
  const auto expected = memory_.expected_entries();
  index_.rebuild(entries_, needed >= expected / kPresizeAt ? std::max(needed, expected) : needed);
}

void Pane::find(const UpdateBatch& batch, Run& run) {
  for (std::size_t i = 0; i < run.items.size(); ++i) {
    const auto hash = index_hash(run.items[i]->hash);
    run.found[i] = find_or_insert(hash, batch.key(*run.items[i]), index_.home(hash));
  }
}

// In passes, so that the cache misses of all records overlap: slots, entries, long keys, and only then the look-up.
void Pane::find_ahead(const UpdateBatch& batch, Run& run) {
  const auto count = run.items.size();
  std::array<std::uint32_t, kRun> positions;
  std::array<std::uint32_t, kRun> candidates;
  for (std::size_t i = 0; i < count; ++i) index_.prefetch(index_hash(run.items[i]->hash));
  for (std::size_t i = 0; i < count; ++i) {
    const auto hash = index_hash(run.items[i]->hash);
    positions[i] = index_.home(hash);
    candidates[i] = index_.next_candidate(hash, positions[i]);
    if (candidates[i] == KeyIndex::kNone) continue;
    const char* entry = entries_.at(candidates[i]);
    __builtin_prefetch(entry, 1);
    __builtin_prefetch(entry + layout_.stride() - 1, 1);
  }
  for (std::size_t i = 0; has_long_keys_ && i < count; ++i) {
    if (candidates[i] == KeyIndex::kNone) continue;
    const char* entry = entries_.at(candidates[i]);
    if (!layout_.has_long_key(entry)) continue;
    const auto key = layout_.key(entry);
    __builtin_prefetch(key.data());
    __builtin_prefetch(key.data() + key.size() - 1);
  }
  for (std::size_t i = 0; i < count; ++i) {
    run.found[i] = find_or_insert(index_hash(run.items[i]->hash), batch.key(*run.items[i]), positions[i]);
  }
}

// From a position of the index on; an insertion of this run may have taken what was free when it was found.
Pane::Found Pane::find_or_insert(std::uint32_t hash, std::string_view key, std::uint32_t position) {
  for (;; position = index_.after(position)) {
    const auto id = index_.next_candidate(hash, position);
    if (id == KeyIndex::kNone) return insert(hash, key, position);
    char* entry = entries_.at(id);
    if (EntryLayout::hash(entry) != hash || EntryLayout::key_bytes(entry) != key.size()) continue;
    if (equal_bytes(layout_.key(entry).data(), key.data(), key.size())) return {id, entry};
  }
}

Pane::Found Pane::insert(std::uint32_t hash, std::string_view key, std::uint32_t position) {
  const auto id = keys();
  const bool is_long = key.size() > layout_.inline_key();
  has_long_keys_ |= is_long;
  char* entry = entries_.append();
  layout_.make(entry, hash, is_long ? std::string_view(arena_.keep(key), key.size()) : key);
  index_.place(hash, position, id);
  return {id, entry};
}

void Pane::load(std::string_view key, std::string_view encoded) {
  make_room(1);
  const auto hash = index_hash(key_hash(key));
  char* entry = find_or_insert(hash, key, index_.home(hash)).entry;
  stored_ = true;
  decode_accumulators(layout_.accumulators(), encoded, EntryLayout::block(entry), arena_);
}

}  // namespace millrace
