// The few file operations that durability rests on, behind a port: power loss is tested by a layer that forgets what
// was not fsynced (state/tests/forgetful_files.h), since SIGKILL keeps the page cache.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace millrace {

struct FileEntry {
  std::filesystem::path path;
  std::uint64_t bytes = 0;
  bool directory = false;
};

// Any thread. Errors carry the cause in the system's words.
class FileLayer {
 public:
  virtual ~FileLayer() = default;
  virtual Result<void> create_directories(const std::filesystem::path& directory) = 0;  // durable with its parents
  // Creates (must not exist), writes all pieces; not durable until sync_file.
  virtual Result<void> write_new(const std::filesystem::path& path, std::span<const std::string_view> pieces) = 0;
  virtual Result<void> sync_file(const std::filesystem::path& path) = 0;
  virtual Result<void> sync_directory(const std::filesystem::path& directory) = 0;
  // `to` must not exist, and stays as it is if it does.
  virtual Result<void> rename_new(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  virtual Result<void> link(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  virtual Result<void> copy(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  virtual Result<void> remove(const std::filesystem::path& path) = 0;  // absent: not an error
  virtual Result<std::string> read(const std::filesystem::path& path) = 0;
  virtual Result<std::vector<FileEntry>> list(const std::filesystem::path& directory) = 0;  // absent: empty
};

FileLayer& real_files();

}  // namespace millrace
