// Sixteen bytes of text at a time: where is the next character that matters?
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace millrace::json {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif !defined(__has_feature)
inline constexpr bool kSanitized = false;
#else
inline constexpr bool kSanitized =
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer);
#endif

// Bit i of every mask speaks of byte i.
class TextBlock {
 public:
  static constexpr std::ptrdiff_t kSize = 16;

  // All sixteen bytes must be readable.
#ifdef __SSE2__
  explicit TextBlock(const char* at) : bytes_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at))) {}
  // What ends plain text within a JSON string: quote, backslash, control characters.
  unsigned specials() const {
    const auto quote = _mm_cmpeq_epi8(bytes_, _mm_set1_epi8('"'));
    const auto backslash = _mm_cmpeq_epi8(bytes_, _mm_set1_epi8('\\'));
    const auto control = _mm_cmpeq_epi8(_mm_min_epu8(bytes_, _mm_set1_epi8(0x1f)), bytes_);
    return mask(_mm_or_si128(_mm_or_si128(quote, backslash), control));
  }
  unsigned beyond_ascii() const { return mask(bytes_); }
  void store(char* out) const { _mm_storeu_si128(reinterpret_cast<__m128i*>(out), bytes_); }
  unsigned equal(const TextBlock& other) const { return mask(_mm_cmpeq_epi8(bytes_, other.bytes_)); }

 private:
  static unsigned mask(__m128i bytes) { return static_cast<unsigned>(_mm_movemask_epi8(bytes)); }
  __m128i bytes_;
#else
  explicit TextBlock(const char* at) { std::memcpy(bytes_.data(), at, kSize); }
  void store(char* out) const { std::memcpy(out, bytes_.data(), kSize); }
  unsigned specials() const {
    return mask([](unsigned char c, std::size_t) { return c == '"' || c == '\\' || c < 0x20; });
  }
  unsigned beyond_ascii() const {
    return mask([](unsigned char c, std::size_t) { return c >= 0x80; });
  }
  unsigned equal(const TextBlock& other) const {
    return mask([&](unsigned char c, std::size_t i) { return c == other.bytes_[i]; });
  }

 private:
  template <class Is>
  unsigned mask(Is is) const {
    unsigned bits = 0;
    for (std::size_t i = 0; i < bytes_.size(); ++i) bits |= is(bytes_[i], i) ? 1U << i : 0U;
    return bits;
  }
  std::array<unsigned char, kSize> bytes_;
#endif
};

// How much must be readable behind a text that is looked at by blocks. That is safe where those bytes lie in its last
// byte's page, but not to be told to a sanitizer. The text must not be empty.
inline constexpr std::uintptr_t kPadding = TextBlock::kSize;
inline bool is_padded(std::string_view text) {
  constexpr std::uintptr_t kPage = 4096;
  return !kSanitized && std::bit_cast<std::uintptr_t>(&text.back()) % kPage < kPage - kPadding;
}

}  // namespace millrace::json
