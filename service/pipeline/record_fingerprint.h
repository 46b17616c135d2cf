// Tells whether the record at an offset is still the one that was consumed there: a topic that was deleted and made
// again has other records at the same offsets.
#pragma once

#include <xxhash.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "connectors/record.h"

namespace millrace {

// What of a record is remembered: its sizes and the first bytes of key and value. Cheap enough for every record.
inline void copy_for_fingerprint(const RecordView& record, std::string& out) {
  constexpr std::size_t kMost = 512;
  const auto append = [&out](const std::optional<std::string_view>& bytes) {
    const auto size = bytes ? static_cast<std::int64_t>(bytes->size()) : -1;
    out.append(reinterpret_cast<const char*>(&size), sizeof size);
    if (bytes) out.append(bytes->substr(0, kMost));
  };
  out.clear();
  append(record.key);
  append(record.value);
}

inline std::uint64_t fingerprint(const std::string& copied) { return XXH3_64bits(copied.data(), copied.size()); }

}  // namespace millrace
