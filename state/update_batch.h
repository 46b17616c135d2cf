// A batch of updates for one shard: what travels from a source thread to a shard.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "base/value.h"

namespace millrace {

// One record for one pane. 32 bytes, so that a batch of 1,024 stays in the nearest cache.
struct UpdateItem {
  std::uint64_t hash;        // XXH3 64 of the key; the shard was chosen by its upper half
  std::int64_t pane_end;     // epoch milliseconds
  std::uint32_t key_offset;  // into `bytes`
  std::uint32_t key_length;
  std::uint32_t first_argument;  // into `arguments`
  QueryId query;
  std::uint16_t padding = 0;
};
static_assert(sizeof(UpdateItem) == 32);

// Built by one thread, read by another, reused: clear() keeps the memory.
// Text arguments point into `bytes`, so it must not grow past what reserve_bytes() promised.
struct UpdateBatch {
  std::vector<UpdateItem> items;
  std::vector<Value> arguments;
  std::vector<char> bytes;

  std::string_view key(const UpdateItem& item) const { return {bytes.data() + item.key_offset, item.key_length}; }
  void clear() {
    items.clear();
    arguments.clear();
    bytes.clear();
  }
};

}  // namespace millrace
