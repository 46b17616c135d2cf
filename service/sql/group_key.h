// Group keys as bytes: equal values have equal bytes, and the values can be read back when a window fires.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace millrace::sql {

// Appends the encoding of one key. NULLs are one group, as GROUP BY has it; 1.0 and 1.00 are equal.
// A single text key is its own bytes after one tag byte.
void append_group_key(std::vector<char>& out, std::span<const Value> values);
// Text values view `key`.
void read_group_key(std::string_view key, std::span<Value> values);

}  // namespace millrace::sql
