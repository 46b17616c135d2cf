// The one hash of group keys: shards are chosen by its upper half, entries of a pane are found by its lower one.
#pragma once

#include <xxhash.h>

#include <cstdint>
#include <string_view>

namespace millrace {

inline std::uint64_t key_hash(std::string_view key) { return XXH3_64bits(key.data(), key.size()); }

inline std::uint32_t shard_of_key(std::uint64_t hash, std::uint32_t shards) {
  return static_cast<std::uint32_t>(hash >> 32) % shards;
}

}  // namespace millrace
