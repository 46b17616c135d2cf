// Runs of decimal digits.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace millrace::json {

inline bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

// Eight digits at once; timestamps are the longest numbers around.
struct EightBytes {
  std::uint64_t bytes;

  explicit EightBytes(const char* at) { std::memcpy(&bytes, at, sizeof bytes); }

  bool are_digits() const {
    return ((bytes & 0xf0f0f0f0f0f0f0f0) | ((bytes + 0x0606060606060606) & 0xf0f0f0f0f0f0f0f0) >> 4) ==
           0x3333333333333333;
  }
  // Pairs, fours and eights are joined in one step each.
  std::uint32_t number() const {
    static_assert(std::endian::native == std::endian::little, "the first digit is in the lowest byte");
    constexpr std::uint64_t kEven = 0x000000ff000000ff;
    std::uint64_t digits = bytes - 0x3030303030303030;
    digits = digits * 10 + (digits >> 8);
    digits = (digits & kEven) * (100 + (1'000'000ULL << 32)) + (digits >> 16 & kEven) * (1 + (10'000ULL << 32));
    return static_cast<std::uint32_t>(digits >> 32);
  }
};

// Moves `at` behind all digits and returns the number they make after `before`; wraps. Eight bytes from any digit on
// must be readable.
inline std::uint64_t take_digits(const char*& at, std::uint64_t before) {
  for (;; at += 8) {
    const EightBytes eight(at);
    if (!eight.are_digits()) break;
    before = before * 100'000'000 + eight.number();
  }
  for (; is_digit(*at); ++at) before = before * 10 + static_cast<unsigned>(*at - '0');
  return before;
}

}  // namespace millrace::json
