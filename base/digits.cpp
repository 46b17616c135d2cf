#include "base/digits.h"

#include <array>
#include <bit>
#include <cstring>

namespace millrace {
namespace {

constexpr std::uint64_t kEight = 100'000'000;  // 10^8
static_assert(std::endian::native == std::endian::little, "the first digit is in the lowest byte");

constexpr auto kPowers = [] {
  std::array<std::uint64_t, 20> powers{};
  for (std::uint64_t power = 1; auto& p : powers) {
    p = power;
    power *= 10;
  }
  return powers;
}();

int digits_of(std::uint64_t value) {
  const int guess = static_cast<int>(std::bit_width(value | 1)) * 1233 >> 12;  // by log10(2): the count or one less
  return guess + (value >= kPowers[static_cast<std::size_t>(guess)] ? 1 : 0) + (value == 0 ? 1 : 0);
}

// Eight digits as text, zeros in front. Fours become twos, twos ones, all of a kind in one multiplication each, which
// stands for a division: 10486 / 2^20 is 1 / 100 for what is below 10,000, 103 / 2^10 is 1 / 10 for what is below 100.
std::uint64_t eight_digits(std::uint64_t value) {
  const std::uint64_t fours = value / 10'000 | (value % 10'000) << 32;
  const std::uint64_t high_twos = (fours * 10'486 >> 20) & 0x0000007f0000007f;
  const std::uint64_t twos = high_twos | (fours - 100 * high_twos) << 16;
  const std::uint64_t high_ones = (twos * 103 >> 10) & 0x000f000f000f000f;
  const std::uint64_t ones = high_ones | (twos - 10 * high_ones) << 8;
  return ones | 0x3030303030303030;
}

// The last `digits` of eight; 1 to 8 of them.
char* write_up_to_eight(char* out, std::uint64_t value, int digits) {
  const std::uint64_t text = eight_digits(value) >> (64 - 8 * digits);
  std::memcpy(out, &text, sizeof text);
  return out + digits;
}

}  // namespace

char* write_padded(char* out, std::uint64_t value, int digits) {
  if (digits > 16) {
    out = write_up_to_eight(out, value / (kEight * kEight), digits - 16);
    value %= kEight * kEight;
    digits = 16;
  }
  if (digits > 8) {
    out = write_up_to_eight(out, value / kEight, digits - 8);
    value %= kEight;
    digits = 8;
  }
  return write_up_to_eight(out, value, digits);
}

char* write_unsigned(char* out, std::uint64_t value) { return write_padded(out, value, digits_of(value)); }

char* write_integer(char* out, std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  if (value >= 0) return write_unsigned(out, bits);
  *out = '-';
  return write_unsigned(out + 1, -bits);
}

}  // namespace millrace
