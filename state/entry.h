// One key of a pane, as bytes: u32 hash | u32 bytes of key | accumulators | key, or a pointer to a long one.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "state/accumulator_layout.h"
#include "state/byte_order.h"

namespace millrace {

// Where what lies in the entries of one query. All of one size, so that a dirty run is copied at once. Immutable.
class EntryLayout {
 public:
  explicit EntryLayout(AccumulatorLayout accumulators)
      : accumulators_(std::move(accumulators)),
        key_(kBlock + accumulators_.size()),
        stride_((key_ + kShortKey + kRounding - 1) / kRounding * kRounding),
        inline_key_(stride_ - key_) {}

  const AccumulatorLayout& accumulators() const { return accumulators_; }
  std::size_t stride() const { return stride_; }
  std::size_t inline_key() const { return inline_key_; }  // longer keys lie in the pane's arena

  static std::uint32_t hash(const char* entry) { return load_integer<std::uint32_t>(entry); }
  static std::uint32_t key_bytes(const char* entry) { return load_integer<std::uint32_t>(entry + 4); }
  static char* block(char* entry) { return entry + kBlock; }
  static const char* block(const char* entry) { return entry + kBlock; }

  bool has_long_key(const char* entry) const { return key_bytes(entry) > inline_key_; }
  const char* long_key(const char* entry) const {
    const char* bytes;
    std::memcpy(&bytes, entry + key_, sizeof bytes);
    return bytes;
  }
  std::string_view key(const char* entry) const {
    return {has_long_key(entry) ? long_key(entry) : entry + key_, key_bytes(entry)};
  }

  // With accumulators at identity. A long key's bytes are the caller's to keep.
  void make(char* entry, std::uint32_t hash, std::string_view key) const {
    store_integer(entry, hash);
    store_integer(entry + 4, static_cast<std::uint32_t>(key.size()));
    std::memset(entry + kBlock, 0, accumulators_.size());
    if (key.size() > inline_key_) {
      set_long_key(entry, key.data());
    } else if (!key.empty()) {
      std::memcpy(entry + key_, key.data(), key.size());
    }
  }
  void set_long_key(char* entry, const char* bytes) const { std::memcpy(entry + key_, &bytes, sizeof bytes); }

 private:
  static constexpr std::size_t kBlock = 8;
  static constexpr std::size_t kShortKey = 22;  // at least so much fits in; what rounding leaves goes to it too
  static constexpr std::size_t kRounding = 16;

  AccumulatorLayout accumulators_;
  std::size_t key_;
  std::size_t stride_;
  std::size_t inline_key_;
};

// Short keys of equal length are compared by two overlapping words: memcmp of a length unknown to the compiler costs
// more than the rest of a look-up.
inline bool equal_bytes(const char* a, const char* b, std::size_t size) {
  if (size > 16 || size < 4) return size == 0 || std::memcmp(a, b, size) == 0;
  if (size >= 8) {
    using Word = std::uint64_t;
    const auto last = size - sizeof(Word);
    return ((load_integer<Word>(a) ^ load_integer<Word>(b)) |
            (load_integer<Word>(a + last) ^ load_integer<Word>(b + last))) == 0;
  }
  using Word = std::uint32_t;
  const auto last = size - sizeof(Word);
  return ((load_integer<Word>(a) ^ load_integer<Word>(b)) |
          (load_integer<Word>(a + last) ^ load_integer<Word>(b + last))) == 0;
}

}  // namespace millrace
