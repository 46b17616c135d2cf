// The entries of a pane: dense, in the order of their keys' first arrival, known by number from 0.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "state/pane_memory.h"

namespace millrace {

// Chunks of 4,096 entries. Only the first one ever moves, while it is smaller than that.
class EntryStore {
 public:
  static constexpr std::size_t kChunk = 4096;

  EntryStore(std::size_t stride, PaneMemory& memory) : stride_(stride), memory_(memory) {}
  ~EntryStore();
  EntryStore(const EntryStore&) = delete;
  EntryStore& operator=(const EntryStore&) = delete;

  std::size_t size() const { return size_; }
  std::size_t bytes() const { return bytes_; }

  char* at(std::size_t id) { return starts_[id / kChunk] + id % kChunk * stride_; }
  const char* at(std::size_t id) const { return starts_[id / kChunk] + id % kChunk * stride_; }

  // Room for `more` entries: until they are there, no entry moves.
  void reserve(std::size_t more) {
    while (capacity_ - size_ < more) grow();
  }
  // Its bytes are anything. There must be room.
  char* append() { return at(size_++); }

  // Entries that lie side by side, in order: visit(const char* first, std::size_t count).
  template <class Visit>
  void for_each_piece(std::size_t begin, std::size_t count, Visit&& visit) const {
    while (count > 0) {
      const auto piece = std::min(count, kChunk - begin % kChunk);
      visit(at(begin), piece);
      begin += piece;
      count -= piece;
    }
  }

 private:
  static constexpr std::size_t kFirst = 64;
  void grow();

  std::size_t stride_;
  PaneMemory& memory_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::size_t bytes_ = 0;
  std::vector<char*> starts_;
  std::vector<MemoryBlock> chunks_;
};

}  // namespace millrace
