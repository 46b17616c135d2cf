#include "service/assets/assets.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace millrace {

std::string_view asset(std::string_view name) {
  const auto all = assets();
  const auto found = std::ranges::find(all, name, &Asset::name);
  if (found == all.end()) throw std::logic_error("no file '" + std::string(name) + "' is part of the binary");
  return found->text;
}

}  // namespace millrace
