#include "state/byte_arena.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace millrace {
namespace {

constexpr std::size_t kFirstBlock = std::size_t{1} << 10;
constexpr std::size_t kLargestBlock = std::size_t{256} << 10;
constexpr std::size_t kSmallestRoom = 16;

}  // namespace

ByteArena::~ByteArena() {
  for (auto& block : blocks_) memory_.give_back(std::move(block));
}

const char* ByteArena::keep(std::string_view bytes) {
  char* place = allocate(bytes.size());
  std::memcpy(place, bytes.data(), bytes.size());
  return place;
}

ByteArena::Room ByteArena::take(std::size_t bytes) {
  if (bytes > std::size_t{1} << 31) throw std::length_error("a text of min or max exceeds 2 GiB");
  const auto capacity = std::bit_ceil(std::max(bytes, kSmallestRoom));
  auto& free = given_back_[static_cast<std::size_t>(std::countr_zero(capacity))];
  char* room = free;
  if (room != nullptr) {
    std::memcpy(&free, room, sizeof free);
  } else {
    room = allocate(capacity);
  }
  return {room, static_cast<std::uint32_t>(capacity)};
}

void ByteArena::give_back(Room room) {
  if (room.capacity == 0) return;
  auto& free = given_back_[static_cast<std::size_t>(std::countr_zero(room.capacity))];
  std::memcpy(room.data, &free, sizeof free);
  free = room.data;
}

char* ByteArena::allocate(std::size_t bytes) {
  if (bytes > left_) {
    const auto block_bytes = std::clamp(std::bit_ceil(bytes_ + 1), kFirstBlock, kLargestBlock);
    const bool own_block = bytes > block_bytes / 4;  // what is left of the current one stays in use
    blocks_.push_back(memory_.take(own_block ? bytes : block_bytes));
    bytes_ += blocks_.back().size();
    if (own_block) return blocks_.back().data();
    next_ = blocks_.back().data();
    left_ = block_bytes;
  }
  left_ -= bytes;
  return std::exchange(next_, next_ + bytes);
}

}  // namespace millrace
