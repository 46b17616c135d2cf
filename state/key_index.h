// From the hash of a key to the number of its entry: linear probing over 32-bit slots.
#pragma once

#include <cstdint>

#include "state/entry_store.h"
#include "state/pane_memory.h"

namespace millrace {

// A slot is 0, or an entry's number + 1 in its lower bits and a fingerprint of the hash in all bits above. How many
// bits a number takes follows the index's size: 24 leave 8 for the fingerprint; there is no fixed limit below 2^31
// entries. Uses the lower half of the key's hash: shards are chosen by the upper one.
class KeyIndex {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  explicit KeyIndex(PaneMemory& memory) : memory_(memory) {}
  ~KeyIndex() { memory_.give_back(std::move(block_)); }
  KeyIndex(const KeyIndex&) = delete;
  KeyIndex& operator=(const KeyIndex&) = delete;

  std::size_t bytes() const { return block_.size(); }
  std::size_t capacity() const { return capacity_; }  // entries
  // Makes room for `entries` and takes up those that are there; their hash is their first word.
  void rebuild(const EntryStore& present, std::size_t entries);

  std::uint32_t home(std::uint32_t hash) const { return hash & mask_; }
  std::uint32_t after(std::uint32_t position) const { return (position + 1) & mask_; }
  void prefetch(std::uint32_t hash) const { __builtin_prefetch(slots_ + home(hash)); }

  // The first entry from `position` on that may have this hash, or kNone; `position` moves to its slot, or to the free
  // one that ends the search.
  std::uint32_t next_candidate(std::uint32_t hash, std::uint32_t& position) const {
    const auto print = fingerprint(hash);
    for (std::uint32_t slot; (slot = slots_[position]) != 0; position = after(position)) {
      if (((slot ^ print) & ~number_) == 0) return (slot & number_) - 1;
    }
    return kNone;
  }
  // At a free position that next_candidate() gave.
  void place(std::uint32_t hash, std::uint32_t position, std::size_t entry) {
    slots_[position] = fingerprint(hash) | static_cast<std::uint32_t>(entry + 1);
  }

 private:
  std::uint32_t fingerprint(std::uint32_t hash) const { return (hash * kMix) & ~number_; }

  static constexpr std::uint32_t kMix = 0x9E3779B1;  // so that its upper bits depend on all of the hash

  PaneMemory& memory_;
  MemoryBlock block_;
  std::uint32_t* slots_ = nullptr;
  std::uint32_t mask_ = 0;    // slots - 1
  std::uint32_t number_ = 0;  // the bits of a slot that hold the entry's number + 1
  std::size_t capacity_ = 0;
};

}  // namespace millrace
