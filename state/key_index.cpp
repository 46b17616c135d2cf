#include "state/key_index.h"

#include <bit>
#include <cstring>
#include <stdexcept>

#include "state/entry.h"

namespace millrace {
namespace {

constexpr std::size_t kSmallest = 128;
constexpr std::size_t kMostEntries = std::size_t{1} << 31;

}  // namespace

void KeyIndex::rebuild(const EntryStore& present, std::size_t entries) {
  const auto slots = std::bit_ceil(std::max((entries + 1) * 2, kSmallest));
  if (slots / 2 > kMostEntries) throw std::length_error("a pane of one shard has 2^31 keys");
  memory_.give_back(std::move(block_));
  block_ = memory_.take(slots * sizeof(std::uint32_t));
  slots_ = reinterpret_cast<std::uint32_t*>(block_.data());
  std::memset(block_.data(), 0, block_.size());
  mask_ = static_cast<std::uint32_t>(slots - 1);
  number_ = mask_ / 2;
  capacity_ = number_;
  constexpr std::size_t kAhead = 16;
  for (std::size_t id = 0; id < present.size(); ++id) {
    if (id + kAhead < present.size()) prefetch(EntryLayout::hash(present.at(id + kAhead)));
    const auto hash = EntryLayout::hash(present.at(id));
    auto position = home(hash);
    while (slots_[position] != 0) position = after(position);
    place(hash, position, id);
  }
}

}  // namespace millrace
