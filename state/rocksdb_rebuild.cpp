#include <fmt/format.h>

#include "state/checksum.h"
#include "state/file_layer.h"
#include "state/in_turn.h"
#include "state/random_bits.h"
#include "state/rocksdb_base.h"
#include "state/storage_errors.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

Result<void> fetch(const StoredFile& file, const CheckpointStore& store, const fs::path& local) {
  constexpr const char* kAttempt = "rebuild the local database from its base";
  if (file.local_name.empty() || file.local_name.contains('/') || file.local_name.starts_with('.')) {
    return std::unexpected(damaged_object(kAttempt, file.object, "its local name is '" + file.local_name + "'"));
  }
  if (auto got = store.get_file(file.object, local, local.extension() == kSortedFile); !got) return got;
  const auto sum = checksum_of_file(local);
  if (!sum) return std::unexpected(sum.error());
  if (sum->bytes == file.bytes && sum->hex == file.checksum) return real_files().sync_file(local);
  return std::unexpected(damaged_object(kAttempt, file.object,
                                        sum->bytes == file.bytes
                                            ? "damaged: its checksum is not that of the manifest"
                                            : fmt::format("damaged: {} bytes instead of {}", sum->bytes, file.bytes)));
}

Result<void> fetch_all(const BaseRef& base, const CheckpointStore& store, const fs::path& directory) {
  auto& files = real_files();
  if (auto made = files.create_directories(directory); !made) return made;
  for (const auto& file : base.files) {
    if (auto fetched = fetch(file, store, directory / file.local_name); !fetched) return fetched;
  }
  return files.sync_directory(directory);
}

// A directory never replaces one that holds anything.
Result<void> give_name(const fs::path& building, const fs::path& directory) {
  std::error_code code;
  fs::rename(building, directory, code);
  if (code) return std::unexpected(file_error("give the rebuilt database its name", directory, code.value()));
  return {};
}

}  // namespace

Result<void> rebuild_from_base(const BaseRef& base, const CheckpointStore& store, const fs::path& directory) {
  const fs::path building = directory.string() + ".building-" + random_hex(8);
  auto built = in_turn([&] { return fetch_all(base, store, building); }, [&] { return give_name(building, directory); },
                       [&] { return real_files().sync_directory(directory.parent_path()); });
  std::error_code ignored;  // leftovers go with the next removal of old databases
  if (!built) fs::remove_all(building, ignored);
  return built;
}

}  // namespace millrace
