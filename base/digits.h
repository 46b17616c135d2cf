// Integers as decimal digits, eight at a time and hardly a branch: what rows mostly consist of.
#pragma once

#include <cstdint>

namespace millrace {

// All of these return the end of what they wrote, and may overwrite so many bytes behind it.
inline constexpr int kDigitSlack = 7;

// Exactly so many digits (at most 19), zeros in front; the value must not have more.
char* write_padded(char* out, std::uint64_t value, int digits);
char* write_unsigned(char* out, std::uint64_t value);  // at most 20 characters
char* write_integer(char* out, std::int64_t value);    // at most 20 characters

}  // namespace millrace
