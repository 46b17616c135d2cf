#include "state/storage_errors.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace millrace {
namespace {

std::string space_left(const std::filesystem::path& path, std::uint64_t needed) {
  struct statvfs space{};
  if (::statvfs(path.parent_path().c_str(), &space) != 0) return "";
  const auto available = readable_bytes(static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize);
  return needed == 0 ? fmt::format(" ({} free)", available)
                     : fmt::format(" ({} needed, {} free)", readable_bytes(needed), available);
}

}  // namespace

std::string readable_bytes(std::uint64_t bytes) {
  static constexpr std::array kUnits = {"KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024) return fmt::format("{} B", bytes);
  auto amount = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; amount >= 1024 && unit + 1 < kUnits.size(); ++unit) amount /= 1024;
  return fmt::format("{:.1f} {}", amount, kUnits[unit]);
}

Error file_error(std::string attempted, const std::filesystem::path& path, int code, std::uint64_t needed) {
  Error error{.attempted = std::move(attempted),
              .object = path.string(),
              .cause = std::generic_category().message(code),
              .remedy = "",
              .reaction = Reaction::kRetry};
  if (code == ENOSPC || code == EDQUOT) {
    error.cause += space_left(path, needed);
    error.remedy = "Free space or lower checkpoint.retain";
  } else if (code == EACCES || code == EPERM || code == EROFS) {
    error.remedy = "Make the directory writable for this user";
  }
  return error;
}

Error damaged_object(std::string attempted, std::string_view object, std::string cause) {
  return {.attempted = std::move(attempted),
          .object = std::string(object),
          .cause = std::move(cause),
          .remedy = "Restore this file",
          .reaction = Reaction::kStop,
          .stop = StopReason::kRefused,
          .damaged = true};
}

}  // namespace millrace
