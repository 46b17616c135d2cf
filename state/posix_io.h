// Descriptors and whole writes over POSIX.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace millrace {

// Owns one descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      close();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }

  int number() const { return number_; }
  int close();  // 0 or errno: the last chance to learn of a failed write on some file systems

 private:
  int number_;
};

Result<Descriptor> open_file(const std::filesystem::path& path, int flags, std::string_view attempted);

// Appends all pieces; starts their way to the disk early, so that the fsync that follows is short.
Result<void> write_all(int descriptor, std::span<const std::string_view> pieces, const std::filesystem::path& path);

// Appends all of `from` to `to`.
Result<void> copy_all(const Descriptor& from, const Descriptor& to, const std::filesystem::path& path);

}  // namespace millrace
