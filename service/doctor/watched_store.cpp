#include "service/doctor/watched_store.h"

#include "service/stored_checkpoints.h"

namespace millrace {
namespace {

std::filesystem::path place_of(const Config& config) {
  return std::filesystem::absolute(config.checkpoint_directory()).lexically_normal();
}

}  // namespace

Result<std::vector<StoredObject>> WatchedStore::list(std::string_view prefix) const {
  // Asked before the store is opened: one that comes between the two is only seen at the next look.
  std::error_code error;
  if (!std::filesystem::exists(place_of(config_), error) && !error) return {};
  const auto store = open_existing_store(config_);
  return store ? (*store)->list(prefix) : std::unexpected(store.error());
}

Result<std::string> WatchedStore::get(std::string_view name) const {
  const auto store = open_existing_store(config_);
  return store ? (*store)->get(name) : std::unexpected(store.error());
}

Result<void> WatchedStore::get_file(std::string_view name, const std::filesystem::path& local, bool may_link) const {
  const auto store = open_existing_store(config_);
  return store ? (*store)->get_file(name, local, may_link) : std::unexpected(store.error());
}

Result<FileChecksum> WatchedStore::checksum_of(std::string_view name) const {
  const auto named_well = check_object_name(name);
  return named_well ? checksum_of_file(place_of(config_) / name) : std::unexpected(named_well.error());
}

std::string WatchedStore::describe() const { return "file://" + place_of(config_).string(); }

std::unexpected<Error> WatchedStore::refused() const {
  return std::unexpected(Error{"look at checkpoints", describe(), "looking must not change them", "", Reaction::kStop});
}

}  // namespace millrace
