#include "state/rocksdb_base.h"

#include <fmt/format.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/unique_id.h>
#include <rocksdb/utilities/checkpoint.h>

#include <algorithm>

#include "base/failpoint.h"
#include "state/checksum.h"
#include "state/file_layer.h"
#include "state/in_turn.h"
#include "state/random_bits.h"
#include "state/rocksdb_options.h"
#include "state/storage_errors.h"
#include "state/stored_names.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

std::string as_hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

// "bases/2/7-<unique id>-<random>.sst" -> the unique id.
std::string unique_id_in(std::string_view object) {
  const auto first = object.find('-', object.rfind('/')) + 1;
  return std::string(object.substr(first, object.find('-', first) - first));
}

// One base on its way into the store.
class BaseWriter {
 public:
  BaseWriter(const RocksdbDatabase& database, CheckpointStore& store, const BaseOwner& owner, const KnownFiles& known)
      : database_(database), store_(store), owner_(owner), known_(known) {}

  Result<StoredFile> store(const fs::path& file) {
    return file.extension() == kSortedFile ? store_sorted(file)
                                           : put(file, fmt::format("{}.{}", random_, name_of(file)));
  }

 private:
  static std::string name_of(const fs::path& file) { return file.filename().string(); }

  Result<StoredFile> store_sorted(const fs::path& file) {
    rocksdb::SstFileReader reader(database_options());
    std::string id;
    auto status = reader.Open(file.string());
    if (status.ok()) status = rocksdb::GetUniqueIdFromTableProperties(*reader.GetTableProperties(), &id);
    if (!status.ok()) return failed(file, status);
    if (const auto known = known_.find(as_hex(id)); known != known_.end()) {
      StoredFile again = known->second;
      again.local_name = name_of(file);
      return again;
    }
    if (status = reader.VerifyChecksum(scan_options()); !status.ok()) return failed(file, status);
    return put(file, fmt::format("{}-{}{}", as_hex(id), random_, kSortedFile));
  }

  Result<StoredFile> put(const fs::path& file, const std::string& unique) {
    const auto sum = checksum_of_file(file);
    if (!sum) return std::unexpected(sum.error());
    StoredFile stored{base_object(owner_.shard, owner_.incarnation, unique), name_of(file), sum->bytes, sum->hex};
    if (auto put = store_.put_file(stored.object, file); !put) return std::unexpected(put.error());
    return stored;
  }

  Result<StoredFile> failed(const fs::path& file, const rocksdb::Status& status) const {
    return std::unexpected(database_.failure("write a base from " + name_of(file), status));
  }

  const RocksdbDatabase& database_;
  CheckpointStore& store_;
  const BaseOwner owner_;
  const KnownFiles& known_;
  const std::string random_ = random_hex(8);
};

Result<void> take_checkpoint(const RocksdbDatabase& database, const fs::path& directory) {
  rocksdb::Checkpoint* made = nullptr;
  auto status = rocksdb::Checkpoint::Create(&database.db(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (status.ok()) status = checkpoint->CreateCheckpoint(directory.string(), 0);
  if (!status.ok()) return std::unexpected(database.failure("take a checkpoint of the local database", status));
  return {};
}

}  // namespace

KnownFiles known_files(const BaseRef& base) {
  KnownFiles known;
  for (const auto& file : base.files) {
    if (file.object.ends_with(kSortedFile)) known.emplace(unique_id_in(file.object), file);
  }
  return known;
}

Result<BaseRef> write_rocksdb_base(const RocksdbDatabase& database, const DeltaId& through, CheckpointStore& store,
                                   const BaseOwner& owner, const KnownFiles& known) {
  MILLRACE_FAILPOINT("base.before_checkpoint");
  const fs::path snapshot = database.scratch() / "base";
  auto taken = in_turn([&] { return database.clear_scratch(); }, [&] { return take_checkpoint(database, snapshot); });
  if (!taken) return std::unexpected(taken.error());
  MILLRACE_FAILPOINT("base.after_checkpoint");
  const auto entries = real_files().list(snapshot);
  if (!entries) return std::unexpected(entries.error());
  BaseRef base{kRocksdbBackend, through, {}};
  BaseWriter writer(database, store, owner, known);
  for (const auto& entry : *entries) {
    auto stored = writer.store(entry.path);
    if (!stored) return std::unexpected(stored.error());
    base.files.push_back(*std::move(stored));
  }
  std::ranges::sort(base.files, {}, &StoredFile::local_name);
  if (auto cleared = database.clear_scratch(); !cleared) return std::unexpected(cleared.error());
  return base;
}

}  // namespace millrace
