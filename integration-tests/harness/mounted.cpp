#include "integration-tests/harness/mounted.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace millrace::trial {
namespace {

void as_root(const std::string& command) {
  const std::string whole = (geteuid() == 0 ? "" : "sudo -n ") + command;
  if (std::system(whole.c_str()) != 0) throw std::runtime_error("failed: " + whole);
}

}  // namespace

MountedTmpfs::MountedTmpfs(std::filesystem::path where, const std::string& size) : where_(std::move(where)) {
  std::filesystem::create_directories(where_);
  as_root("mount -t tmpfs -o mode=1777,size=" + size + " millrace-trial '" + where_.string() + "'");
}

MountedTmpfs::~MountedTmpfs() {
  // Lazily: files may be open still if the test has failed.
  const std::string command = (geteuid() == 0 ? "" : "sudo -n ") + ("umount -l '" + where_.string() + "'");
  static_cast<void>(!std::system(command.c_str()));
}

void MountedTmpfs::fill() {
  std::ofstream file(where_ / "ballast", std::ios::app);
  for (const std::size_t size : {std::size_t{65536}, std::size_t{1}}) {
    while (file.write(std::string(size, 'x').data(), static_cast<std::streamsize>(size)) && file.flush()) {
    }
    file.clear();
  }
}

void MountedTmpfs::make_room() { std::filesystem::remove(where_ / "ballast"); }
void MountedTmpfs::make_read_only() { as_root("mount -o remount,ro '" + where_.string() + "'"); }
void MountedTmpfs::make_writable() { as_root("mount -o remount,rw '" + where_.string() + "'"); }

void MountedTmpfs::take_away() {
  std::filesystem::create_directories(elsewhere());
  as_root("mount --bind '" + where_.string() + "' '" + elsewhere().string() + "'");
  as_root("umount -l '" + where_.string() + "'");
}

void MountedTmpfs::bring_back() {
  as_root("mount --bind '" + elsewhere().string() + "' '" + where_.string() + "'");
  as_root("umount -l '" + elsewhere().string() + "'");
}

}  // namespace millrace::trial
