// A small file system of a test's own, to be filled up, made read-only or taken away.
#pragma once

#include <filesystem>
#include <string>

namespace millrace::trial {

// Needs root, or sudo without a password; throws otherwise. Unmounted at the end.
class MountedTmpfs {
 public:
  MountedTmpfs(std::filesystem::path where, const std::string& size);
  MountedTmpfs(const MountedTmpfs&) = delete;
  MountedTmpfs& operator=(const MountedTmpfs&) = delete;
  ~MountedTmpfs();

  const std::filesystem::path& path() const { return where_; }

  void fill();  // to the last byte
  void make_room();
  void make_read_only();
  void make_writable();
  // What was there before the mount shows; the files are kept.
  void take_away();
  void bring_back();

 private:
  std::filesystem::path elsewhere() const { return where_.string() + "-elsewhere"; }

  std::filesystem::path where_;
};

}  // namespace millrace::trial
