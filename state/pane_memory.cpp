#include "state/pane_memory.h"

#include <algorithm>
#include <new>

namespace millrace {
namespace {

constexpr std::size_t kCacheLine = 64;

}  // namespace

MemoryBlock::MemoryBlock(std::size_t bytes)
    : bytes_(static_cast<char*>(std::aligned_alloc(kCacheLine, (bytes + kCacheLine - 1) / kCacheLine * kCacheLine))),
      size_(bytes) {
  if (!bytes_) throw std::bad_alloc();
}

MemoryBlock PaneMemory::take(std::size_t bytes) {
  const auto found = spare_.find(bytes);
  if (found == spare_.end()) return MemoryBlock(bytes);
  auto block = std::move(found->second.back());
  found->second.pop_back();
  if (found->second.empty()) spare_.erase(found);
  spare_bytes_ -= bytes;
  return block;
}

void PaneMemory::give_back(MemoryBlock block) {
  const auto bytes = block.size();
  if (bytes < kSmallestKept || spare_bytes_ + bytes > keep_at_most_) return;
  spare_[bytes].push_back(std::move(block));
  spare_bytes_ += bytes;
}

void PaneMemory::pane_fired(std::size_t entries) {
  expected_entries_ = std::max(entries, expected_entries_ - expected_entries_ / 4);
}

void PaneMemory::pane_expires(std::size_t bytes) {
  keep_at_most_ = std::max(bytes, keep_at_most_ - keep_at_most_ / 4);
  while (spare_bytes_ > keep_at_most_) {
    const auto largest = std::prev(spare_.end());
    spare_bytes_ -= largest->first;
    largest->second.pop_back();
    if (largest->second.empty()) spare_.erase(largest);
  }
}

}  // namespace millrace
