#include "state/tests/forgetful_files.h"

#include <cerrno>

#include "state/storage_errors.h"

namespace millrace::test {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> failed(std::string attempted, const fs::path& path, int code) {
  return std::unexpected(file_error(std::move(attempted), path, code));
}

constexpr int kPowerOff = EIO;

}  // namespace

void ForgetfulFiles::lose(Directory& directory, PowerLoss loss) {
  if (loss == PowerLoss::kForgetNames) directory.names = directory.synced_names;
  for (auto& [name, file] : directory.names) {
    if (!file->synced) {
      file->synced = loss == PowerLoss::kKeepNamesGarbage ? std::string(file->bytes.size(), '\xA5') : std::string();
    }
    file->bytes = *file->synced;
  }
  directory.synced_names = directory.names;
}

void ForgetfulFiles::drop_lost_directories() {
  std::erase_if(directories_, [](const auto& entry) { return !entry.second.named_durably; });
}

Result<void> ForgetfulFiles::insert(const fs::path& path, std::shared_ptr<File> file) {
  const auto directory = directories_.find(path.parent_path());
  if (directory == directories_.end()) return failed("create", path, ENOENT);
  if (!directory->second.names.emplace(path.filename(), std::move(file)).second) return failed("create", path, EEXIST);
  return {};
}

std::shared_ptr<ForgetfulFiles::File> ForgetfulFiles::find(const fs::path& path) const {
  const auto directory = directories_.find(path.parent_path());
  if (directory == directories_.end()) return nullptr;
  const auto file = directory->second.names.find(path.filename());
  return file == directory->second.names.end() ? nullptr : file->second;
}

// Two steps a level: make it, then sync the parent.
Result<void> ForgetfulFiles::create_directories(const fs::path& directory) {
  fs::path made;
  for (const auto& part : directory) {
    made /= part;
    if (!step()) return failed("create directory", made, kPowerOff);
    auto& entry = directories_[made];
    if (!step()) return failed("fsync directory", made, kPowerOff);
    entry.named_durably = true;
  }
  return {};
}

Result<void> ForgetfulFiles::write_new(const fs::path& path, std::span<const std::string_view> pieces) {
  if (!step()) return failed("create", path, kPowerOff);
  auto file = std::make_shared<File>();
  if (auto inserted = insert(path, file); !inserted) return inserted;
  for (const auto piece : pieces) {
    if (!step()) return failed("write", path, kPowerOff);
    file->bytes += piece;
  }
  return {};
}

Result<void> ForgetfulFiles::sync_file(const fs::path& path) {
  if (!step()) return failed("fsync", path, kPowerOff);
  const auto file = find(path);
  if (!file) return failed("fsync", path, ENOENT);
  if (!skip_file_syncs_) file->synced = file->bytes;
  return {};
}

Result<void> ForgetfulFiles::sync_directory(const fs::path& directory) {
  if (!step()) return failed("fsync directory", directory, kPowerOff);
  auto& entry = directories_.at(directory);
  if (!skip_directory_syncs_) entry.synced_names = entry.names;
  return {};
}

Result<void> ForgetfulFiles::rename_new(const fs::path& from, const fs::path& to) {
  if (!step()) return failed("rename", to, kPowerOff);
  const auto file = find(from);
  if (!file) return failed("rename", from, ENOENT);
  if (auto inserted = insert(to, file); !inserted) return inserted;
  directories_.at(from.parent_path()).names.erase(from.filename());
  return {};
}

Result<void> ForgetfulFiles::link(const fs::path& from, const fs::path& to) {
  if (!step()) return failed("link", to, kPowerOff);
  const auto file = find(from);
  return file ? insert(to, file) : failed("link", from, ENOENT);
}

Result<void> ForgetfulFiles::copy(const fs::path& from, const fs::path& to) {
  const auto file = find(from);
  if (!file) return failed("copy", from, ENOENT);
  const std::string_view bytes = file->bytes;
  return write_new(to, std::span(&bytes, 1));
}

Result<void> ForgetfulFiles::remove(const fs::path& path) {
  if (!step()) return failed("remove", path, kPowerOff);
  const auto directory = directories_.find(path.parent_path());
  if (directory != directories_.end()) directory->second.names.erase(path.filename());
  return {};
}

Result<std::string> ForgetfulFiles::read(const fs::path& path) {
  if (is_off()) return failed("read", path, kPowerOff);
  const auto file = find(path);
  if (!file) return failed("read", path, ENOENT);
  return file->bytes;
}

Result<std::vector<FileEntry>> ForgetfulFiles::list(const fs::path& named) {
  const fs::path directory = named.has_filename() ? named : named.parent_path();  // "/data/"
  if (is_off()) return failed("list directory", directory, kPowerOff);
  std::vector<FileEntry> entries;
  for (const auto& [path, unused] : directories_) {
    if (path.parent_path() == directory && path != directory) entries.push_back({path, 0, true});
  }
  const auto found = directories_.find(directory);
  if (found == directories_.end()) return entries;
  for (const auto& [name, file] : found->second.names) entries.push_back({directory / name, file->bytes.size(), false});
  return entries;
}

}  // namespace millrace::test
