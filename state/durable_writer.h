// Files that are whole under their name, or not there at all, whatever happens while they are written.
#pragma once

#include <filesystem>
#include <mutex>
#include <set>

#include "base/function_ref.h"
#include "state/file_layer.h"
#include "state/stored_names.h"

namespace millrace {

// Below one root directory. Any thread.
class DurableWriter {
 public:
  DurableWriter(std::filesystem::path root, FileLayer& files) : root_(std::move(root)), files_(files) {}

  // `write` fills the temporary file it is given. Durable when this returns; an existing `path` stays as it is.
  Result<void> put(const std::filesystem::path& path, const PutFailpoints& at,
                   FunctionRef<Result<void>(const std::filesystem::path&)> write);
  // Writes something small and removes it.
  Result<void> probe();

 private:
  Result<void> make_directory(const std::filesystem::path& directory);
  void forget_directory(const std::filesystem::path& directory);
  void remove_leftovers(const std::filesystem::path& directory);

  const std::filesystem::path root_;
  FileLayer& files_;
  std::once_flag cleaned_;
  std::mutex mutex_;
  std::set<std::filesystem::path> directories_;  // under mutex_: known to be durable
};

}  // namespace millrace
