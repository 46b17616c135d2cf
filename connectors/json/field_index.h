// Which column a field's name stands for.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/decoder.h"
#include "connectors/json/text_block.h"

namespace millrace::json {

// Producers write their fields in the same order in every record. So what stood at a position last time is looked for
// first, in one comparison of sixteen bytes that finds the name and its closing quote at once. One thread.
class FieldIndex {
 public:
  static constexpr int kOther = -1;  // a field that nobody asked for

  // What to look for at a position: name and closing quote. A name that might run past the record's closing brace, or
  // is not written as it is, or is too long, is left to find().
  struct Probe {
    static constexpr unsigned kNever = 1U << TextBlock::kSize;
    std::array<char, TextBlock::kSize> text{};
    unsigned mask = kNever;
    int column = kOther;
    std::ptrdiff_t skip = 0;

    // At the opening quote of a key. If the column's, moves behind its closing quote.
    bool take(const char*& quote) const {
      if ((~TextBlock(quote + 1).equal(TextBlock(text.data())) & mask) != 0) return false;
      quote += skip;
      return true;
    }
  };

  explicit FieldIndex(std::span<const ColumnSpec> columns);

  // By position in the record; the last one takes no key and stands for all positions beyond.
  std::array<Probe, 32>& expected() { return expected_; }
  // The column by search; the probe, if not the last, expects it from now on.
  int find(std::string_view key, Probe& probe);

 private:
  std::vector<std::string> names_;
  std::uint64_t lengths_ = 0;  // one bit for every length of a name
  std::array<Probe, 32> expected_;
};

}  // namespace millrace::json
