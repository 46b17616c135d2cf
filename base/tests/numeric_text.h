// Decimals as tests read and write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.h"

namespace millrace {

// The largest whole decimal: as many digits as one can have.
inline const std::string kNines(38, '9');

inline Value dec(std::string_view text) { return parse_decimal(text).value(); }

inline std::string show(const Value& decimal) {
  std::string text;
  append_decimal(text, decimal);
  return text;
}

inline std::string show(const std::optional<Value>& decimal) { return decimal ? show(*decimal) : "none"; }

}  // namespace millrace
