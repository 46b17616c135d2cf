// The files of one ingest: sorted entries cut by query and pane, ranges to delete, and the applied id.
#pragma once

#include <rocksdb/sst_file_writer.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "state/rocksdb_database.h"

namespace millrace {

// Writes into the database's scratch directory; ingest() takes all in by one call, or nothing. A file holds one query
// and, if its panes are not small, one pane: what lies wholly inside an expired range can be dropped as a file.
class SstBatch {
 public:
  explicit SstBatch(const RocksdbDatabase& database);
  ~SstBatch();

  Result<void> add(std::string_view key, std::string_view value);  // ascending
  Result<void> delete_range(std::string_view begin, std::string_view end);
  // `id` is what the database holds afterwards.
  Result<void> ingest(const DeltaId& id);

 private:
  Result<void> open_file();
  Result<void> close_file();
  bool starts_new_file(std::string_view key) const;
  Result<void> checked(const rocksdb::Status& status) const;

  const RocksdbDatabase& database_;
  rocksdb::Options options_;
  std::unique_ptr<rocksdb::SstFileWriter> writer_;  // of the file being written
  std::string pane_;                                // query and pane end of its last entry
  std::uint64_t bytes_ = 0;                         // in it so far
  std::vector<std::string> files_;
};

}  // namespace millrace
