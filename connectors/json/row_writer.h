// Rows as JSON, written by hand into a reused buffer: five times faster than a DOM writer (facts: output costs more
// than input).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace millrace {

enum class TimestampStyle : std::uint8_t { kEpochMillis, kIso };

// {"name":value,...} in the given order. Decimals are JSON numbers with their scale, doubles the shortest digits that
// read back the same; a double that JSON has no number for (NaN, infinity) is written as a string.
// Text that is not valid UTF-8 has the invalid bytes replaced by U+FFFD.
class JsonRowWriter {
 public:
  JsonRowWriter(const std::vector<std::string>& names, TimestampStyle timestamps);
  // One value for each name. Allocates nothing once `out` has grown to its usual size. Any thread.
  void append(std::string& out, std::span<const Value> values) const;

 private:
  struct Prefix {
    std::size_t from;
    std::size_t size;
  };
  char* write_prefix(char* out, const Prefix& prefix) const;

  std::string pieces_;            // `{"a":`, `,"b":`, ... escaped once; readable a block beyond the last one
  std::vector<Prefix> prefixes_;  // where each one lies
  std::size_t fixed_room_ = 0;    // all but the texts
  TimestampStyle timestamps_;
};

// A single value as raw text (record keys), without quotes; nothing for NULL.
void append_raw(std::string& out, const Value& value, TimestampStyle timestamps);

}  // namespace millrace
