// How the accumulators of one entry are stored:
//   u32 layout id | the block, in place of each text {u64 bytes, u64 0} | the bytes of the texts, in order
// All little-endian.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "state/accumulator_layout.h"

namespace millrace {

// Appends. Any thread, for a block that nobody changes meanwhile.
void encode_accumulators(const AccumulatorLayout& layout, const char* block, std::string& out);

// Whether these are whole accumulators of this layout; if not, why not.
std::expected<void, std::string> check_accumulators(const AccumulatorLayout& layout, std::string_view encoded);

// Replaces what the block held by what has passed the check. `texts` owns the block's texts.
void decode_accumulators(const AccumulatorLayout& layout, std::string_view encoded, char* block, ByteArena& texts);

}  // namespace millrace
