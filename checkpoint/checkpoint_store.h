// The port to durable storage. The store is the truth of the state; a local database is only a cache of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace millrace {

struct StoredObject {
  std::string name;
  std::uint64_t bytes = 0;
};

// Names are relative, '/'-separated: "manifests/...", "deltas/<shard>/...", "bases/<shard>/...". Each part is made of
// letters, digits, '.', '_' and '-' and begins with a letter or digit: no name leaves the store, and names that begin
// otherwise are the store's own (temporary files, which it never lists).
Result<void> check_object_name(std::string_view name);

// Every call may block and may be made from any thread. Real: state/file_store.h; fake: checkpoint/tests/.
// Both run the contract of checkpoint/tests/checkpoint_store_contract.h.
class CheckpointStore {
 public:
  virtual ~CheckpointStore() = default;

  // The object is durable, whole and under its name when this returns; after an error or a crash it is either
  // absent or whole. An existing name is an error and stays as it was.
  virtual Result<void> put(std::string_view name, std::span<const std::string_view> pieces) = 0;
  // The same, from a local file (hard link where possible, else copy).
  virtual Result<void> put_file(std::string_view name, const std::filesystem::path& local) = 0;
  virtual Result<std::string> get(std::string_view name) const = 0;
  // Makes `local`, which must not exist, hold the object: a private file that may be handed to a database (hard link
  // or copy as told). After an error there is no `local`.
  virtual Result<void> get_file(std::string_view name, const std::filesystem::path& local, bool may_link) const = 0;
  // Whole objects below a folder ("manifests/", "deltas/2/"; "" = all), in any order. None there: empty, no error.
  virtual Result<std::vector<StoredObject>> list(std::string_view prefix) const = 0;
  virtual Result<void> remove(std::string_view name) = 0;  // absent: not an error
  virtual Result<void> probe() = 0;                        // writes and removes something small
  virtual std::string describe() const = 0;                // "file:///data/checkpoints"
};

}  // namespace millrace
