#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "state/file_layer.h"
#include "state/posix_io.h"
#include "state/storage_errors.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kDirectoryMode = 0755;

Result<void> failed(std::string attempted, const fs::path& path, int code, std::uint64_t needed = 0) {
  return std::unexpected(file_error(std::move(attempted), path, code, needed));
}

// File systems without RENAME_NOREPLACE: a hard link never replaces. A crash in between leaves both names, whole.
Result<void> link_then_unlink(const fs::path& from, const fs::path& to) {
  if (::link(from.c_str(), to.c_str()) != 0) return failed("give a file its name", to, errno);
  if (::unlink(from.c_str()) != 0) return failed("remove the temporary name", from, errno);
  return {};
}

class PosixFiles final : public FileLayer {
 public:
  // A directory found existing may come from a run that died before its fsync, so every level is synced. Levels above
  // what this user may read were not made by us.
  Result<void> create_directories(const fs::path& directory) override {
    fs::path made;
    for (const auto& part : fs::absolute(directory).lexically_normal()) {
      const fs::path parent = made;
      made /= part;
      if (parent.empty() || part.empty()) continue;
      const bool created = ::mkdir(made.c_str(), kDirectoryMode) == 0;
      const int code = errno;  // looking at what is there overwrites it
      std::error_code unseen;
      if (!created && !fs::is_directory(made, unseen)) return failed("create directory", made, code);
      auto synced = sync_directory(parent);
      if (!synced && (created || ::access(parent.c_str(), R_OK) == 0)) return synced;
    }
    return {};
  }

  Result<void> write_new(const fs::path& path, std::span<const std::string_view> pieces) override {
    auto file = open_file(path, O_WRONLY | O_CREAT | O_EXCL, "create");
    if (!file) return std::unexpected(file.error());
    if (auto written = write_all(file->number(), pieces, path); !written) return written;
    if (const int code = file->close(); code != 0) return failed("write", path, code);
    return {};
  }

  Result<void> sync_file(const fs::path& path) override {
    const auto file = open_file(path, O_RDONLY, "fsync");
    if (!file) return std::unexpected(file.error());
    if (::fdatasync(file->number()) != 0) return failed("fsync", path, errno);
    return {};
  }

  Result<void> sync_directory(const fs::path& directory) override {
    const auto opened = open_file(directory, O_RDONLY | O_DIRECTORY, "fsync directory");
    if (!opened) return std::unexpected(opened.error());
    // EINVAL: this file system has no such thing (some network mounts), its renames are durable by themselves.
    if (::fsync(opened->number()) != 0 && errno != EINVAL) return failed("fsync directory", directory, errno);
    return {};
  }

  Result<void> rename_new(const fs::path& from, const fs::path& to) override {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return {};
    if (errno == EINVAL || errno == ENOSYS) return link_then_unlink(from, to);
    return failed("give a file its name", to, errno);
  }

  Result<void> link(const fs::path& from, const fs::path& to) override {
    if (::link(from.c_str(), to.c_str()) != 0) return failed("link", to, errno);
    return {};
  }

  Result<void> copy(const fs::path& from, const fs::path& to) override {
    const auto source = open_file(from, O_RDONLY, "copy");
    if (!source) return std::unexpected(source.error());
    auto target = open_file(to, O_WRONLY | O_CREAT | O_EXCL, "copy to");
    if (!target) return std::unexpected(target.error());
    auto copied = copy_all(*source, *target, to);
    if (const int code = target->close(); copied && code != 0) copied = failed("write", to, code);
    if (!copied) ::unlink(to.c_str());  // a part of it helps nobody
    return copied;
  }

  Result<void> remove(const fs::path& path) override {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failed("remove", path, errno);
    return {};
  }

  Result<std::string> read(const fs::path& path) override;
  Result<std::vector<FileEntry>> list(const fs::path& directory) override;
};

Result<std::string> PosixFiles::read(const fs::path& path) {
  const auto file = open_file(path, O_RDONLY, "read");
  if (!file) return std::unexpected(file.error());
  struct stat about{};
  if (::fstat(file->number(), &about) != 0) return std::unexpected(file_error("read", path, errno));
  std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
  std::size_t got = 0;
  while (got < bytes.size()) {
    const auto part = ::pread(file->number(), bytes.data() + got, bytes.size() - got, static_cast<off_t>(got));
    if (part < 0 && errno == EINTR) continue;
    if (part < 0) return std::unexpected(file_error("read", path, errno));
    if (part == 0) break;  // cut short meanwhile: its checksum will tell
    got += static_cast<std::size_t>(part);
  }
  bytes.resize(got);
  return bytes;
}

Result<std::vector<FileEntry>> PosixFiles::list(const fs::path& directory) {
  std::error_code code;
  std::vector<FileEntry> entries;
  for (fs::directory_iterator at(directory, code); !code && at != fs::directory_iterator(); at.increment(code)) {
    std::error_code vanished;  // removed while we look: not there
    const bool is_directory = at->is_directory(vanished);
    const auto bytes = is_directory || vanished ? 0 : at->file_size(vanished);
    if (!vanished) entries.push_back({at->path(), bytes, is_directory});
  }
  if (code && code != std::errc::no_such_file_or_directory) {
    return std::unexpected(file_error("list directory", directory, code.value()));
  }
  return entries;
}

}  // namespace

FileLayer& real_files() {
  static PosixFiles files;
  return files;
}

}  // namespace millrace
