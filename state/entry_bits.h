// One bit for each entry of a pane: which ones an epoch has changed.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace millrace {

class EntryBits {
 public:
  bool any() const { return count_ > 0; }
  std::size_t count() const { return count_; }
  std::size_t bytes() const { return words_.capacity() * sizeof(Word); }

  // Before set() of entries below `entries`.
  void cover(std::size_t entries) {
    if (words_.size() * kBits < entries) words_.resize(std::bit_ceil((entries + kBits - 1) / kBits));
  }
  void set(std::size_t entry) {
    Word& word = words_[entry / kBits];
    count_ += (~word >> entry % kBits) & 1;
    word |= Word{1} << entry % kBits;
  }
  void clear() {
    std::ranges::fill(words_, 0);
    count_ = 0;
  }

  // Runs of entries whose bit is set, in order: visit(std::size_t begin, std::size_t count).
  template <class Visit>
  void for_each_run(Visit&& visit) const {
    const auto end = words_.size() * kBits;
    for (std::size_t begin = next(0, 0); begin < end;) {
      const auto after = next(begin, ~Word{0});
      visit(begin, after - begin);
      begin = next(after, 0);
    }
  }

 private:
  using Word = std::uint64_t;
  static constexpr std::size_t kBits = 64;

  // The first entry from `from` on whose bit differs from those of `alike`.
  std::size_t next(std::size_t from, Word alike) const {
    std::size_t at = from / kBits;
    if (at == words_.size()) return from;
    Word word = (words_[at] ^ alike) & ~Word{0} << from % kBits;
    while (word == 0 && ++at < words_.size()) word = words_[at] ^ alike;
    return at * kBits + (word == 0 ? 0 : static_cast<std::size_t>(std::countr_zero(word)));
  }

  std::vector<Word> words_;
  std::size_t count_ = 0;
};

}  // namespace millrace
