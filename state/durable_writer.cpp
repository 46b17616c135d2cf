#include "state/durable_writer.h"

#include <fmt/format.h>

#include "base/failpoint.h"
#include "state/in_turn.h"
#include "state/random_bits.h"
#include "state/storage_errors.h"

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

fs::path temporary_in(const fs::path& directory) { return directory / fmt::format("{}{}", kTemporary, random_hex(8)); }

}  // namespace

Result<void> DurableWriter::put(const fs::path& path, const PutFailpoints& at,
                                FunctionRef<Result<void>(const fs::path&)> write) {
  std::call_once(cleaned_, [this] { remove_leftovers(root_); });
  if (auto made = make_directory(path.parent_path()); !made) return made;
  const fs::path temporary = temporary_in(path.parent_path());
  auto placed =
      in_turn([&] { return reach(at.before_write, path); }, [&] { return write(temporary); },
              [&] { return reach(at.before_fsync, path); }, [&] { return files_.sync_file(temporary); },
              [&] { return reach(at.before_rename, path); }, [&] { return files_.rename_new(temporary, path); });
  if (!placed) {
    static_cast<void>(files_.remove(temporary));  // the first error is the one to tell
    forget_directory(path.parent_path());
    return placed;
  }
  return in_turn([&] { return reach(at.after_rename, path); },
                 [&] { return files_.sync_directory(path.parent_path()); });
}

Result<void> DurableWriter::probe() {
  static constexpr std::string_view kText = "millrace probes whether it can write here\n";
  const fs::path path = temporary_in(root_);
  const auto tried =
      in_turn([&] { return files_.write_new(path, std::span(&kText, 1)); }, [&] { return files_.sync_file(path); });
  const auto removed = files_.remove(path);
  return tried ? removed : tried;
}

Result<void> DurableWriter::make_directory(const fs::path& directory) {
  const std::lock_guard lock(mutex_);
  if (directories_.contains(directory)) return {};
  auto made = files_.create_directories(directory);
  if (made) directories_.insert(directory);
  return made;
}

// Somebody may have deleted it: the next attempt makes it anew.
void DurableWriter::forget_directory(const fs::path& directory) {
  const std::lock_guard lock(mutex_);
  directories_.erase(directory);
}

// Only who writes cleans up, before its own first write: merely looking at the store must not disturb a running
// service. What cannot be removed is tried again next time.
void DurableWriter::remove_leftovers(const fs::path& directory) {
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

}  // namespace millrace
