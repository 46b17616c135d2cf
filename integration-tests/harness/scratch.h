// A folder of a test's own.
#pragma once

#include <filesystem>
#include <string>

namespace millrace::trial {

// Removed at the end, unless the test has failed or MILLRACE_KEEP is set: then it stays, and its place is printed.
class Scratch {
 public:
  Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace millrace::trial
