#include "state/sst_batch.h"

#include <fmt/format.h>

#include "base/failpoint.h"
#include "state/entry_key.h"
#include "state/in_turn.h"
#include "state/rocksdb_options.h"

namespace millrace {
namespace {

constexpr std::uint64_t kSmallFile = std::uint64_t{1} << 20;  // below it, neighbouring panes share a file
constexpr std::uint64_t kLargeFile = std::uint64_t{64} << 20;
constexpr std::size_t kQueryBytes = 2;

// The files given are private and move into the database. They are never written to: with write_global_seqno RocksDB
// would change them in place. No snapshot is older than what is ingested.
rocksdb::IngestExternalFileOptions ingest_options() {
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  options.write_global_seqno = false;
  options.snapshot_consistency = false;
  options.allow_blocking_flush = true;
  return options;
}

}  // namespace

SstBatch::SstBatch(const RocksdbDatabase& database) : database_(database), options_(database_options()) {}
SstBatch::~SstBatch() = default;

Result<void> SstBatch::checked(const rocksdb::Status& status) const {
  if (status.ok()) return {};
  return std::unexpected(database_.failure("write a sorted file for the local database", status));
}

Result<void> SstBatch::open_file() {
  // Without invalidate_page_cache = false the file would leave the page cache just before it is ingested.
  writer_ = std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions(), options_, nullptr, false);
  files_.push_back((database_.scratch() / fmt::format("{}.sst", files_.size())).string());
  bytes_ = 0;
  return checked(writer_->Open(files_.back()));
}

Result<void> SstBatch::close_file() {
  if (!writer_) return {};
  const auto writer = std::exchange(writer_, nullptr);
  return checked(writer->Finish());
}

bool SstBatch::starts_new_file(std::string_view key) const {
  if (!writer_ || key.substr(0, kQueryBytes) != std::string_view(pane_).substr(0, kQueryBytes)) return true;
  return bytes_ >= kLargeFile || (bytes_ >= kSmallFile && key.substr(0, kEntryKeyPrefix) != pane_);
}

Result<void> SstBatch::add(std::string_view key, std::string_view value) {
  if (starts_new_file(key)) {
    auto ready = in_turn([&] { return close_file(); }, [&] { return open_file(); });
    if (!ready) return ready;
  }
  pane_.assign(key.substr(0, kEntryKeyPrefix));
  bytes_ += key.size() + value.size();
  return checked(writer_->Put(slice_of(key), slice_of(value)));
}

Result<void> SstBatch::delete_range(std::string_view begin, std::string_view end) {
  return in_turn([&] { return close_file(); }, [&] { return open_file(); },
                 [&] { return checked(writer_->DeleteRange(slice_of(begin), slice_of(end))); },
                 [&] { return close_file(); });
}

Result<void> SstBatch::ingest(const DeltaId& id) {
  auto written = in_turn([&] { return close_file(); }, [&] { return open_file(); },
                         [&] { return checked(writer_->Put(applied_key(), id)); }, [&] { return close_file(); });
  if (!written) return written;
  MILLRACE_FAILPOINT("ingest.before");
  const auto status = database_.db().IngestExternalFile(files_, ingest_options());
  MILLRACE_FAILPOINT("ingest.after");
  if (!status.ok()) return std::unexpected(database_.failure("ingest into the local database", status));
  return {};
}

}  // namespace millrace
