// Files that are part of the binary; service/assets/CMakeLists.txt says which.
#pragma once

#include <span>
#include <string_view>

namespace millrace {

struct Asset {
  std::string_view name;  // its folder and its own: "page/index.html"
  std::string_view text;
};

std::span<const Asset> assets();                // by folder, in the order of CMakeLists.txt
std::string_view asset(std::string_view name);  // a name that is none is a bug: throws

}  // namespace millrace
