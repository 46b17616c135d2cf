// Which column a field's name stands for.
#pragma once

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
// first, in one comparison of sixteen bytes that finds the name and its closing quote at once.
class FieldIndex {
 public:
  static constexpr int kOther = -1;  // a field that nobody asked for

  explicit FieldIndex(std::span<const ColumnSpec> columns);

  // At the opening quote of the key at this position of the record. The column if it is the expected one, else kOther.
  int match(std::size_t position, const char* quote, const char* end) const {
    if (position >= expected_.size() || expected_[position] == kOther) return kOther;
    const auto& probe = probes_[static_cast<std::size_t>(expected_[position])];
    if (end - quote <= probe.size) return kOther;
    const unsigned equal = TextBlock::load(quote + 1, end).equal(TextBlock(probe.text.data()));
    return (~equal & ((1U << probe.size) - 1)) == 0 ? expected_[position] : kOther;
  }
  // How many bytes to skip after a match: name and closing quote.
  std::ptrdiff_t size_of(int column) const { return probes_[static_cast<std::size_t>(column)].size; }

  // By search; the answer is what match() expects at this position from now on.
  int find(std::size_t position, std::string_view key);

 private:
  struct Probe {
    std::array<char, TextBlock::kSize> text{};   // name and closing quote
    std::ptrdiff_t size = TextBlock::kSize + 1;  // of both; too long for a block: never a match
  };

  std::vector<std::string> names_;
  std::uint64_t lengths_ = 0;  // one bit for every length of a name
  std::vector<Probe> probes_;
  std::array<std::int16_t, 32> expected_;
};

}  // namespace millrace::json
