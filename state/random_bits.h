// Names that nobody has used before.
#pragma once

#include <cstddef>
#include <string>

namespace millrace {

// From the kernel, so that forked and restarted processes never repeat each other; two hex digits a byte.
std::string random_hex(std::size_t bytes);

}  // namespace millrace
