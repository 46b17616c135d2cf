// A file layer in memory that loses power: what was not fsynced is forgotten, or worse, half remembered.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>

#include "state/file_layer.h"

namespace millrace::test {

// What a power loss does to what was not synced. POSIX allows each of them, and file systems show each of them.
enum class PowerLoss {
  kForgetNames,      // directories as last synced
  kKeepNames,        // names reached the disk, unsynced contents did not: empty files
  kKeepNamesGarbage  // the same, but the files have their length and other bytes
};

// One thread. After `cut_after` operations the power is off: every call fails until power_on().
class ForgetfulFiles final : public FileLayer {
 public:
  void cut_after(int operations) { left_ = operations; }
  int operations() const { return done_; }
  bool is_off() const { return left_ && *left_ <= 0; }
  void power_on(PowerLoss loss) {
    left_.reset();
    for (auto& [path, directory] : directories_) lose(directory, loss);
    if (loss == PowerLoss::kForgetNames) drop_lost_directories();
  }
  // For proving that the proof works: these calls pretend.
  void skip_file_syncs() { skip_file_syncs_ = true; }
  void skip_directory_syncs() { skip_directory_syncs_ = true; }

  Result<void> create_directories(const std::filesystem::path& directory) override;
  Result<void> write_new(const std::filesystem::path& path, std::span<const std::string_view> pieces) override;
  Result<void> sync_file(const std::filesystem::path& path) override;
  Result<void> sync_directory(const std::filesystem::path& directory) override;
  Result<void> rename_new(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Result<void> link(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Result<void> copy(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Result<void> remove(const std::filesystem::path& path) override;
  Result<std::string> read(const std::filesystem::path& path) override;
  Result<std::vector<FileEntry>> list(const std::filesystem::path& directory) override;

 private:
  struct File {
    std::string bytes;
    std::optional<std::string> synced;
  };
  using Files = std::map<std::string, std::shared_ptr<File>>;
  struct Directory {
    Files names;
    Files synced_names;
    bool named_durably = false;  // in its parent
  };

  // A step that changes the disk; false: the power is off.
  bool step() {
    if (is_off()) return false;
    if (left_) --*left_;
    ++done_;
    return true;
  }
  static void lose(Directory& directory, PowerLoss loss);
  void drop_lost_directories();
  Result<void> insert(const std::filesystem::path& path, std::shared_ptr<File> file);
  std::shared_ptr<File> find(const std::filesystem::path& path) const;

  std::map<std::filesystem::path, Directory> directories_;
  std::optional<int> left_;
  int done_ = 0;
  bool skip_file_syncs_ = false;
  bool skip_directory_syncs_ = false;
};

}  // namespace millrace::test
