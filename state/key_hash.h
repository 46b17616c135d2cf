// The one hash of group keys: shards are chosen by its upper half, entries of a pane are found by its lower one.
#pragma once

#include <xxhash.h>

#include <cstdint>
#include <string_view>

namespace millrace {

inline std::uint64_t key_hash(std::string_view key) { return XXH3_64bits(key.data(), key.size()); }

}  // namespace millrace
