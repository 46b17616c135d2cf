#include "connectors/json/field_index.h"

#include <algorithm>

namespace millrace::json {
namespace {

constexpr std::size_t kLongest = 63;

// One bit for a name's length: most of the fields that nobody asked for differ by that already.
std::uint64_t length_bit(std::string_view name) { return std::uint64_t{1} << std::min(name.size(), kLongest); }

bool stands_for_itself(char c) { return static_cast<unsigned char>(c) < 0x80 && c >= ' ' && c != '"' && c != '\\'; }

}  // namespace

FieldIndex::FieldIndex(std::span<const ColumnSpec> columns) {
  expected_.fill(kOther);
  for (const auto& column : columns) {
    names_.push_back(column.name);
    lengths_ |= length_bit(column.name);
    auto& probe = probes_.emplace_back();
    if (column.name.size() >= probe.text.size() || !std::ranges::all_of(column.name, stands_for_itself)) continue;
    *std::ranges::copy(column.name, probe.text.begin()).out = '"';
    probe.size = static_cast<std::ptrdiff_t>(column.name.size() + 1);
  }
}

int FieldIndex::find(std::size_t position, std::string_view key) {
  int column = kOther;
  if ((lengths_ & length_bit(key)) != 0) {
    const auto found = std::ranges::find(names_, key);
    if (found != names_.end()) column = static_cast<int>(found - names_.begin());
  }
  if (position < expected_.size()) expected_[position] = static_cast<std::int16_t>(column);
  return column;
}

}  // namespace millrace::json
