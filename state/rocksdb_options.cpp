#include "state/rocksdb_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

namespace millrace {
namespace {

constexpr std::size_t kBlockCache = std::size_t{64} << 20;
constexpr std::size_t kMemtables = std::size_t{16} << 20;

std::shared_ptr<rocksdb::Cache> shared_cache() {
  static const auto cache = rocksdb::NewLRUCache(kBlockCache, -1, false, 0.5);
  return cache;
}

std::shared_ptr<rocksdb::WriteBufferManager> shared_memtables() {
  static const auto memtables = std::make_shared<rocksdb::WriteBufferManager>(kMemtables, shared_cache());
  return memtables;
}

rocksdb::BlockBasedTableOptions table_options() {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = shared_cache();
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.block_size = 16 << 10;
  table.format_version = 5;  // 6, the default of newer versions, cannot be read before 8.6
  return table;              // no filter: state is scanned, never looked up by key
}

// RocksDB would keep a log beside the database. On a full disk its builds with assertions end the process for not
// being able to write that; what goes wrong comes back as a status anyway.
class NoLog final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace

rocksdb::Options database_options() {
  rocksdb::Options options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table_options()));
  options.compression = rocksdb::kLZ4Compression;
  options.compaction_style = rocksdb::kCompactionStyleLevel;
  options.level0_file_num_compaction_trigger = 8;
  // Default 8: after so many obsolete versions an iterator seeks anew for every key, 4x dearer than walking over them.
  options.max_sequential_skip_in_iterations = 1000;
  options.write_buffer_size = 1 << 20;  // memtables stay empty: files are only ingested
  options.write_buffer_manager = shared_memtables();
  options.max_manifest_file_size = 4 << 20;  // it grows with every ingest; default 1 GiB
  options.max_open_files = -1;
  options.max_background_jobs = 2;  // of one pool for all databases
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.info_log = std::make_shared<NoLog>();
  return options;
}

rocksdb::ReadOptions scan_options() {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.readahead_size = 2 << 20;
  options.verify_checksums = true;
  return options;
}

}  // namespace millrace
