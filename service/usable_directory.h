// What to do about a directory of the pipeline file that cannot be made or written.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

inline std::string to_make_usable(std::string_view key) {
  return "Set " + std::string(key) + " to a directory that this user can create and write, or make it so";
}

}  // namespace millrace
