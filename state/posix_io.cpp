#include "state/posix_io.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <vector>

#include "state/storage_errors.h"

namespace millrace {
namespace {

constexpr mode_t kFileMode = 0644;
constexpr std::size_t kPiecesPerCall = 512;
static_assert(kPiecesPerCall <= IOV_MAX);
constexpr off_t kWritebackStep = 8 << 20;  // bytes between nudges of the kernel's writeback

std::vector<iovec> as_vectors(std::span<const std::string_view> pieces) {
  std::vector<iovec> vectors;
  vectors.reserve(pieces.size());
  for (const auto piece : pieces) {
    if (!piece.empty()) vectors.push_back({const_cast<char*>(piece.data()), piece.size()});
  }
  return vectors;
}

// Takes `written` bytes off the front.
std::span<iovec> after(std::span<iovec> vectors, std::size_t written) {
  while (!vectors.empty() && written >= vectors.front().iov_len) {
    written -= vectors.front().iov_len;
    vectors = vectors.subspan(1);
  }
  if (!vectors.empty()) {
    vectors.front().iov_base = static_cast<char*>(vectors.front().iov_base) + written;
    vectors.front().iov_len -= written;
  }
  return vectors;
}

}  // namespace

Descriptor::~Descriptor() { close(); }

int Descriptor::close() {
  const int number = std::exchange(number_, -1);
  return number >= 0 && ::close(number) != 0 ? errno : 0;
}

Result<Descriptor> open_file(const std::filesystem::path& path, int flags, std::string_view attempted) {
  const int number = ::open(path.c_str(), flags | O_CLOEXEC, kFileMode);
  if (number < 0) return std::unexpected(file_error(std::string(attempted), path, errno));
  return Descriptor(number);
}

Result<void> write_all(int descriptor, std::span<const std::string_view> pieces, const std::filesystem::path& path) {
  auto owned = as_vectors(pieces);
  std::uint64_t needed = 0;
  for (const auto& vector : owned) needed += vector.iov_len;
  off_t at = 0;
  off_t nudged = 0;
  for (std::span<iovec> rest = owned; !rest.empty();) {
    const auto count = static_cast<int>(std::min(rest.size(), kPiecesPerCall));
    const ssize_t written = ::pwritev(descriptor, rest.data(), count, at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return std::unexpected(file_error("write", path, errno, needed));
    at += written;
    rest = after(rest, static_cast<std::size_t>(written));
    if (at - nudged >= kWritebackStep) {
      // Only a hint: file systems without it write at the fsync.
      static_cast<void>(::sync_file_range(descriptor, nudged, at - nudged, SYNC_FILE_RANGE_WRITE));
      nudged = at;
    }
  }
  return {};
}

Result<void> copy_all(const Descriptor& from, const Descriptor& to, const std::filesystem::path& path) {
  std::vector<char> buffer(1 << 20);
  for (off_t at = 0;;) {
    const ssize_t got = ::pread(from.number(), buffer.data(), buffer.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::unexpected(file_error("read for a copy", path, errno));
    if (got == 0) return {};
    for (ssize_t done = 0; done < got;) {
      const ssize_t put = ::pwrite(to.number(), buffer.data() + done, static_cast<std::size_t>(got - done), at + done);
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return std::unexpected(file_error("write", path, errno));
      done += put;
    }
    at += got;
  }
}

}  // namespace millrace
