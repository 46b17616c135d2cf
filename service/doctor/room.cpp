#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "service/doctor/patient.h"

namespace millrace {
namespace {

std::string words_of(int code) { return std::generic_category().message(code); }

// By making a folder and taking it away: permissions do not tell all. Root may do everything and yet make nothing in
// /proc, and be nobody on another machine's disk. A lack of room is told by the room.
std::string trouble_with_making(const std::filesystem::path& folder) {
  std::string trial = (folder / ".doctor-XXXXXX").string();
  if (::mkdtemp(trial.data()) == nullptr) return errno == ENOSPC ? "" : words_of(errno);
  ::rmdir(trial.c_str());
  return "";
}

}  // namespace

Result<Room> room_of(const std::filesystem::path& path) {
  struct statvfs found{};
  if (::statvfs(path.c_str(), &found) != 0) {
    return std::unexpected(Error{"ask for free space", path.string(), words_of(errno),
                                 "Is what is mounted there still within reach?", Reaction::kStop,
                                 StopReason::kConfiguration});
  }
  return Room{found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize, trouble_with_making(path)};
}

}  // namespace millrace
