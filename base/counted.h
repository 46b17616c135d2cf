// Counts in sentences for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace millrace {

// "1 partition", "2 partitions": for nouns whose plural takes an s.
inline std::string counted(std::uint64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace millrace
