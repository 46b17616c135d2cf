// The keys of one slice of event time, and their accumulators.
#pragma once

#include <span>
#include <string_view>

#include "base/time.h"
#include "state/byte_arena.h"
#include "state/entry.h"
#include "state/entry_bits.h"
#include "state/entry_store.h"
#include "state/key_index.h"
#include "state/update_batch.h"

namespace millrace {

// Dense entries, an index over them, and a bit for each one that changed since the last freeze. One thread.
class Pane {
 public:
  // So many records at a time are looked up and updated together.
  static constexpr std::size_t kRun = 64;

  // `layout` and `memory` are the query's and outlive the pane. Fired: its window's end has already been passed.
  Pane(const EntryLayout& layout, PaneMemory& memory, bool fired);

  // At most kRun records of this pane. `batch` has their keys and arguments.
  void update(const UpdateBatch& batch, std::span<const UpdateItem* const> items);
  // A stored entry whose accumulators have been checked: replaces the key's, and is clean.
  void load(std::string_view key, std::string_view encoded);

  std::size_t keys() const { return entries_.size(); }
  std::size_t bytes() const;  // memory held
  const EntryLayout& layout() const { return layout_; }

  // In the order of the keys' first arrival: visit(const char* entry).
  template <class Visit>
  void for_each(Visit&& visit) const {
    for_each_in(0, keys(), visit);
  }
  // Those that changed since the window fired.
  template <class Visit>
  void for_each_changed(Visit&& visit) const {
    changed_.for_each_run([&](std::size_t begin, std::size_t count) { for_each_in(begin, count, visit); });
  }
  // Those that changed since the last freeze, by pieces side by side: visit(const char* first, std::size_t count).
  template <class Visit>
  void for_each_dirty_piece(Visit&& visit) const {
    dirty_.for_each_run([&](std::size_t begin, std::size_t count) { entries_.for_each_piece(begin, count, visit); });
  }

  bool is_dirty() const { return dirty_.any(); }
  std::size_t dirty_bytes() const { return dirty_.count() * layout_.stride(); }
  bool has_long_keys() const { return has_long_keys_; }
  // Whether some of it may be stored, by a freeze or because it came from there.
  bool is_stored() const { return stored_; }
  void frozen() {
    dirty_.clear();
    stored_ = true;
  }

  bool is_fired() const { return fired_; }
  bool is_changed() const { return changed_.any(); }
  void fired() {
    fired_ = true;
    changed_.clear();
  }

 private:
  struct Found {
    std::size_t id;
    char* entry;
  };
  struct Run;
  void make_room(std::size_t more);
  void find(const UpdateBatch& batch, Run& run);
  void find_ahead(const UpdateBatch& batch, Run& run);
  Found find_or_insert(std::uint32_t hash, std::string_view key, std::uint32_t position);
  Found insert(std::uint32_t hash, std::string_view key, std::uint32_t position);

  template <class Visit>
  void for_each_in(std::size_t begin, std::size_t count, Visit& visit) const {
    entries_.for_each_piece(begin, count, [&](const char* entry, std::size_t piece) {
      for (; piece > 0; --piece, entry += layout_.stride()) visit(entry);
    });
  }

  const EntryLayout& layout_;
  PaneMemory& memory_;
  EntryStore entries_;
  KeyIndex index_;
  ByteArena arena_;
  EntryBits dirty_;
  EntryBits changed_;  // since the window fired
  bool has_long_keys_ = false;
  bool fired_;
  bool stored_ = false;
};

}  // namespace millrace
