#include "state/checksum.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "state/posix_io.h"
#include "state/storage_errors.h"

namespace millrace {

std::string Checksum::hex() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(&state_);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string checksum_of(std::string_view bytes) {
  Checksum sum;
  sum.add(bytes);
  return sum.hex();
}

Result<FileChecksum> checksum_of_file(const std::filesystem::path& path) {
  const auto file = open_file(path, O_RDONLY, "read");
  if (!file) return std::unexpected(file.error());
  Checksum sum;
  FileChecksum result;
  std::vector<char> buffer(1 << 20);
  for (;;) {
    const ssize_t got = ::read(file->number(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::unexpected(file_error("read", path, errno));
    if (got == 0) break;
    sum.add({buffer.data(), static_cast<std::size_t>(got)});
    result.bytes += static_cast<std::uint64_t>(got);
  }
  result.hex = sum.hex();
  return result;
}

}  // namespace millrace
