// Memory of one query's panes, kept from an expired pane for the next one: page faults cost more than the updates.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <map>
#include <memory>
#include <vector>

namespace millrace {

// Aligned to a cache line; not zeroed.
class MemoryBlock {
 public:
  MemoryBlock() = default;
  explicit MemoryBlock(std::size_t bytes);

  char* data() const { return bytes_.get(); }
  std::size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(char* bytes) const noexcept { std::free(bytes); }
  };
  std::unique_ptr<char[], Free> bytes_;
  std::size_t size_ = 0;
};

// One thread. Outlives the panes that take from it.
class PaneMemory {
 public:
  MemoryBlock take(std::size_t bytes);
  void give_back(MemoryBlock block);

  // What is kept for the next pane follows the sizes of the last ones: at once upwards, by a quarter a pane downwards.
  void pane_fired(std::size_t entries);
  void pane_expires(std::size_t bytes);  // before it gives its memory back

  std::size_t spare_bytes() const { return spare_bytes_; }
  // How many entries the next pane will probably have.
  std::size_t expected_entries() const { return expected_entries_; }

 private:
  static constexpr std::size_t kSmallestKept = std::size_t{4} << 10;  // the allocator is good at smaller ones

  std::map<std::size_t, std::vector<MemoryBlock>> spare_;  // by size
  std::size_t spare_bytes_ = 0;
  std::size_t keep_at_most_ = 0;
  std::size_t expected_entries_ = 0;
};

}  // namespace millrace
