#include "state/file_store.h"

#include <algorithm>

#include "state/durable_writer.h"
#include "state/storage_errors.h"
#include "state/stored_names.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

// Names are never written twice, so readers need no lock, and whoever died leaves only temporary names behind.
class FileStore final : public CheckpointStore {
 public:
  FileStore(const fs::path& root, FileLayer& files) : root_(root), files_(files), writer_(root, files) {}

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
    if (!path) return std::unexpected(path.error());
    auto bytes = files_.read(*path);
    if (bytes) return bytes;
    return std::unexpected(told_apart(*path, bytes.error()));
  }

  Result<void> get_file(std::string_view name, const fs::path& local, bool may_link) const override {
    const auto path = path_of(name);
    if (!path) return std::unexpected(path.error());
    if (may_link && files_.link(*path, local)) return {};
    auto copied = files_.copy(*path, local);
    if (copied) return copied;
    return std::unexpected(told_apart(*path, copied.error()));
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

  Result<void> probe() override { return writer_.probe(); }

  std::string describe() const override { return "file://" + root_.string(); }

 private:
  Result<fs::path> path_of(std::string_view name) const {
    if (auto checked = check_object_name(name); !checked) return std::unexpected(checked.error());
    return root_ / name;
  }

  Result<void> place(std::string_view name, FunctionRef<Result<void>(const fs::path&)> write) {
    const auto path = path_of(name);
    return path ? writer_.put(*path, failpoints_of(name), write) : std::unexpected(path.error());
  }

  // An object that is not there will not come by trying again; anything else may.
  Error told_apart(const fs::path& path, const Error& error) const {
    const auto siblings = files_.list(path.parent_path());
    const bool missing = siblings && std::ranges::find(*siblings, path, &FileEntry::path) == siblings->end();
    return missing ? damaged_object(error.attempted, path.string(), error.cause) : error;
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
  DurableWriter writer_;
};

}  // namespace

Result<std::unique_ptr<CheckpointStore>> open_file_store(const fs::path& root, FileLayer& files) {
  const auto absolute = fs::absolute(root).lexically_normal();
  if (auto made = files.create_directories(absolute); !made) return std::unexpected(made.error());
  return std::make_unique<FileStore>(absolute, files);
}

}  // namespace millrace
