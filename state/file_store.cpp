#include "state/file_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "base/failpoint.h"
#include "state/in_turn.h"
#include "state/random_bits.h"
#include "state/storage_errors.h"
#include "state/stored_names.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTemporary = ".tmp-";

Result<void> reach([[maybe_unused]] std::string_view failpoint, const fs::path& path) {
  if (!failpoint.empty() && MILLRACE_FAILS(failpoint)) {
    return std::unexpected(file_error(fmt::format("write (failpoint {})", failpoint), path, EIO));
  }
  return {};
}

// Names are never written twice, so readers need no lock, and whoever died leaves only temporary names behind.
class FileStore final : public CheckpointStore {
 public:
  FileStore(fs::path root, FileLayer& files) : root_(std::move(root)), files_(files) {}

  Result<void> put(std::string_view name, std::span<const std::string_view> pieces) override {
    return place(name, [&](const fs::path& temporary) { return files_.write_new(temporary, pieces); });
  }

  Result<void> put_file(std::string_view name, const fs::path& local) override {
    return place(name, [&](const fs::path& temporary) {
      const auto linked = files_.link(local, temporary);
      return linked ? linked : files_.copy(local, temporary);  // another file system, or one without links
    });
  }

  Result<std::string> get(std::string_view name) const override {
    const auto path = path_of(name);
    return path ? files_.read(*path) : std::unexpected(path.error());
  }

  Result<void> get_file(std::string_view name, const fs::path& local, bool may_link) const override {
    const auto path = path_of(name);
    if (!path) return std::unexpected(path.error());
    if (may_link && files_.link(*path, local)) return {};
    return files_.copy(*path, local);
  }

  Result<std::vector<StoredObject>> list(std::string_view prefix) const override {
    std::vector<StoredObject> found;
    if (auto walked = walk(folder_of(prefix), prefix, found); !walked) return std::unexpected(walked.error());
    std::ranges::sort(found, {}, &StoredObject::name);
    return found;
  }

  Result<void> remove(std::string_view name) override {
    const auto path = path_of(name);
    return path ? files_.remove(*path) : std::unexpected(path.error());
  }

  Result<void> probe() override {
    static constexpr std::string_view kText = "millrace probes whether it can write here\n";
    const fs::path path = root_ / fmt::format("{}probe-{}", kTemporary, random_hex(8));
    const auto tried =
        in_turn([&] { return files_.write_new(path, std::span(&kText, 1)); }, [&] { return files_.sync_file(path); });
    const auto removed = files_.remove(path);
    return tried ? removed : tried;
  }

  std::string describe() const override { return "file://" + root_.string(); }

 private:
  Result<fs::path> path_of(std::string_view name) const {
    if (auto checked = check_object_name(name); !checked) return std::unexpected(checked.error());
    return root_ / name;
  }

  // Temporary name, fsync, rename, fsync of the directory: whole under its name or not there at all.
  template <class Write>
  Result<void> place(std::string_view name, const Write& write) {
    const auto path = path_of(name);
    if (!path) return std::unexpected(path.error());
    std::call_once(cleaned_, [this] { remove_leftovers(root_); });
    if (auto made = make_directory(path->parent_path()); !made) return made;
    const fs::path temporary = path->parent_path() / fmt::format("{}{}", kTemporary, random_hex(8));
    const PutFailpoints at = failpoints_of(name);
    const auto placed =
        in_turn([&] { return reach(at.before_write, *path); }, [&] { return write(temporary); },
                [&] { return reach(at.before_fsync, *path); }, [&] { return files_.sync_file(temporary); },
                [&] { return reach(at.before_rename, *path); }, [&] { return files_.rename_new(temporary, *path); });
    if (!placed) {
      static_cast<void>(files_.remove(temporary));  // the first error is the one to tell
      forget_directory(path->parent_path());
      return placed;
    }
    return in_turn([&] { return reach(at.after_rename, *path); },
                   [&] { return files_.sync_directory(path->parent_path()); });
  }

  Result<void> make_directory(const fs::path& directory) {
    const std::lock_guard lock(mutex_);
    if (directories_.contains(directory)) return {};
    auto made = files_.create_directories(directory);
    if (made) directories_.insert(directory);
    return made;
  }

  // Somebody may have deleted it: the next attempt makes it anew.
  void forget_directory(const fs::path& directory) {
    const std::lock_guard lock(mutex_);
    directories_.erase(directory);
  }

  // Only who writes cleans up, before its own first write: merely looking at the store must not disturb a running
  // service. What cannot be removed is tried again next time.
  void remove_leftovers(const fs::path& directory) {
    const auto entries = files_.list(directory);
    if (!entries) return;
    for (const auto& entry : *entries) {
      if (entry.directory) {
        remove_leftovers(entry.path);
      } else if (entry.path.filename().string().starts_with(kTemporary)) {
        static_cast<void>(files_.remove(entry.path));
      }
    }
  }

  Result<void> walk(const std::string& folder, std::string_view prefix, std::vector<StoredObject>& found) const {
    const auto entries = files_.list(root_ / folder);
    if (!entries) return std::unexpected(entries.error());
    for (const auto& entry : *entries) {
      const std::string name = folder + entry.path.filename().string();
      if (entry.path.filename().string().starts_with('.')) continue;
      if (entry.directory) {
        const auto within = name + "/";
        if (!within.starts_with(prefix) && !prefix.starts_with(within)) continue;
        if (auto walked = walk(within, prefix, found); !walked) return walked;
      } else if (name.starts_with(prefix)) {
        found.push_back({name, entry.bytes});
      }
    }
    return {};
  }

  const fs::path root_;
  FileLayer& files_;
  std::once_flag cleaned_;
  std::mutex mutex_;
  std::set<fs::path> directories_;  // under mutex_: known to be durable
};

}  // namespace

Result<std::unique_ptr<CheckpointStore>> open_file_store(const fs::path& root, FileLayer& files) {
  const auto absolute = fs::absolute(root).lexically_normal();
  if (auto made = files.create_directories(absolute); !made) return std::unexpected(made.error());
  return std::make_unique<FileStore>(absolute, files);
}

}  // namespace millrace
