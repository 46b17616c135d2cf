// The letters A to Z, whatever the locale: names of keys, units and types know no others.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out) c = lower(c);
  return out;
}

}  // namespace millrace
