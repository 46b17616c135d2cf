// Bytes of varying length that belong to one pane: long keys, and texts of min and max.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "state/pane_memory.h"

namespace millrace {

// What was given out stays where it is until it is given back or the arena goes.
class ByteArena {
 public:
  explicit ByteArena(PaneMemory& memory) : memory_(memory) {}
  ~ByteArena();
  ByteArena(const ByteArena&) = delete;
  ByteArena& operator=(const ByteArena&) = delete;

  // A copy that stays for good.
  const char* keep(std::string_view bytes);

  // Room that can be given back and is then used again, so that a text that grows for ever leaves little behind.
  struct Room {
    char* data;
    std::uint32_t capacity;  // a power of two, at least 16
  };
  Room take(std::size_t bytes);
  void give_back(Room room);

  std::size_t bytes() const { return bytes_; }  // memory held

 private:
  char* allocate(std::size_t bytes);

  PaneMemory& memory_;
  std::vector<MemoryBlock> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t bytes_ = 0;
  std::array<char*, 32> given_back_{};  // by log2 of the capacity; each room begins with a pointer to the next
};

}  // namespace millrace
