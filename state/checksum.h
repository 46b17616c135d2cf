// XXH3 128 of whole stored files, as manifests carry it: 32 hex digits.
#pragma once

#include <xxhash.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"

namespace millrace {

// Feed pieces in order.
class Checksum {
 public:
  Checksum() { XXH3_128bits_reset(&state_); }
  void add(std::string_view bytes) { XXH3_128bits_update(&state_, bytes.data(), bytes.size()); }
  std::string hex() const;

 private:
  XXH3_state_t state_;
};

std::string checksum_of(std::string_view bytes);

struct FileChecksum {
  std::uint64_t bytes = 0;
  std::string hex;
};
Result<FileChecksum> checksum_of_file(const std::filesystem::path& path);

}  // namespace millrace
