#include "state/random_bits.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <cerrno>
#include <system_error>
#include <vector>

namespace millrace {

std::string random_hex(std::size_t bytes) {
  std::vector<unsigned char> bits(bytes);
  for (std::size_t got = 0; got < bytes;) {
    const ssize_t part = ::getrandom(bits.data() + got, bytes - got, 0);
    if (part < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "getrandom");
    if (part > 0) got += static_cast<std::size_t>(part);
  }
  std::string text;
  for (const unsigned char bit : bits) text += fmt::format("{:02x}", bit);
  return text;
}

}  // namespace millrace
