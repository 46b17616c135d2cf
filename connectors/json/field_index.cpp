#include "connectors/json/field_index.h"

#include <algorithm>

namespace millrace::json {
namespace {

constexpr std::size_t kLongest = 63;

// One bit for a name's length: most of the fields that nobody asked for differ by that already.
std::uint64_t length_bit(std::string_view name) { return std::uint64_t{1} << std::min(name.size(), kLongest); }

bool stands_for_itself(char c) {
  return static_cast<unsigned char>(c) < 0x80 && c >= ' ' && c != '"' && c != '\\' && c != '}';
}

FieldIndex::Probe probe_for(std::string_view name, int column) {
  FieldIndex::Probe probe;
  if (name.size() >= probe.text.size() || !std::ranges::all_of(name, stands_for_itself)) return probe;
  *std::ranges::copy(name, probe.text.begin()).out = '"';
  const auto size = name.size() + 1;
  probe.mask = (1U << size) - 1;
  probe.column = column;
  probe.skip = static_cast<std::ptrdiff_t>(1 + size);
  return probe;
}

}  // namespace

FieldIndex::FieldIndex(std::span<const ColumnSpec> columns) {
  for (const auto& column : columns) {
    names_.push_back(column.name);
    lengths_ |= length_bit(column.name);
  }
}

int FieldIndex::find(std::string_view key, Probe& probe) {
  int column = kOther;
  if ((lengths_ & length_bit(key)) != 0) {
    const auto found = std::ranges::find(names_, key);
    if (found != names_.end()) column = static_cast<int>(found - names_.begin());
  }
  if (&probe != &expected_.back()) probe = probe_for(key, column);
  return column;
}

}  // namespace millrace::json
