// Sizes that delta_writer.cpp and delta_reader.cpp agree on.
#pragma once

#include <cstddef>

namespace millrace {

inline constexpr std::size_t kBlockHeader = 16;  // u64 checksum | u32 bytes of entries | u32 entries
inline constexpr std::size_t kBlockChecksum = 8;
inline constexpr std::size_t kEntryHeader = 9;  // u8 kind | u32 bytes of key | u32 bytes of accumulators

}  // namespace millrace
