// Whether checkpoints and local databases can be written.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "checkpoint/manifest_composition.h"
#include "service/doctor/patient.h"
#include "service/stored_checkpoints.h"
#include "service/usable_directory.h"

namespace millrace {
namespace {

constexpr const char* kStorageCheck = "storage";
constexpr std::uint64_t kLeast = 1 << 20;    // for a checkpoint of next to nothing
constexpr std::uint64_t kAlertPercent = 15;  // as MillraceVolumeFilling has it

// Itself, or the nearest folder above it that is there.
std::filesystem::path existing(std::filesystem::path path) {
  std::error_code ignored;
  while (path.has_parent_path() && path != path.parent_path() && !std::filesystem::exists(path, ignored)) {
    path = path.parent_path();
  }
  return path;
}

struct Place {
  const char* key;  // of the pipeline file
  std::filesystem::path directory;
  std::string_view when_full;  // what happens then
  std::uint64_t needed = 0;    // bytes, soon
  std::string holds = {};      // what is in it, in words
};

std::string words_of(const Room& room) {
  if (room.total == 0) return "its file system does not tell how much room there is";
  return fmt::format("{} free of {}", bytes_text(room.free), bytes_text(room.total));
}

// Whether the next checkpoint fits. `what`: the place, and what is there.
Finding judge_room(const Place& place, const std::string& what, const Room& room) {
  const auto needed = std::max(place.needed, kLeast);
  if (room.total > 0 && room.free < needed) {
    return fail(kStorageCheck, what + fmt::format("; the next checkpoint may need {}", bytes_text(needed)),
                fmt::format("Free or add space. {}", place.when_full));
  }
  if (room.free < room.total / 100 * kAlertPercent) {
    return warn(kStorageCheck, what + fmt::format("; that is less than {} %", kAlertPercent),
                "Add space, or lower checkpoint.retain");
  }
  return ok(kStorageCheck, what);
}

Finding check_place(const Patient& patient, const Place& place) {
  const auto wanted = std::filesystem::absolute(place.directory).lexically_normal();
  const auto path = existing(wanted);
  const auto room = patient.room(path);
  if (!room) return fail(kStorageCheck, room.error());
  const auto where = fmt::format("{} {}", place.key, wanted.string());
  if (!room->trouble.empty() && path != wanted) {
    return fail(kStorageCheck,
                fmt::format("{} is not there and cannot be made in {} ({})", where, path.string(), room->trouble),
                to_make_usable(place.key));
  }
  const auto what =
      fmt::format("{}{}: {}{}", where, path == wanted ? "" : " (not there yet)", words_of(*room), place.holds);
  if (!room->trouble.empty()) {
    return fail(kStorageCheck, fmt::format("{}; it cannot be written ({})", what, room->trouble),
                "Mount it writable, or give it to the user that runs millrace");
  }
  return judge_room(place, what, *room);
}

}  // namespace

Findings check_storage(const Patient& patient) {
  const auto& config = patient.config;
  const auto objects = patient.store->list("");
  if (!objects) return {fail(kStorageCheck, objects.error())};
  const auto checkpoints = read_stored_checkpoints(*patient.store);
  if (!checkpoints) return {fail(kStorageCheck, checkpoints.error())};
  const auto bytes = std::accumulate(objects->begin(), objects->end(), std::uint64_t{0},
                                     [](std::uint64_t sum, const StoredObject& each) { return sum + each.bytes; });
  // A full checkpoint is written while the ones before it are still kept.
  std::uint64_t newest = 0;
  if (!checkpoints->empty() && checkpoints->front().manifest) newest = stored_bytes(*checkpoints->front().manifest);
  const std::string holds = fmt::format(", {} checkpoints of {} together", checkpoints->size(), bytes_text(bytes));
  return {
      check_place(patient, {"checkpoint.storage", config.checkpoint_directory(),
                            "Checkpoints that need more fail until there is room; the last one stays", newest, holds}),
      check_place(patient,
                  {"state.directory", config.state_directory(),
                   "A start that needs more fails until there is room; a service that runs takes checkpoints, but its "
                   "store and the time of a restart grow",
                   newest})};
}

}  // namespace millrace
