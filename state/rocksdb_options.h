// How every local database is opened. Figures behind the choices: docs/design.md, "State".
#pragma once

#include <rocksdb/options.h>
#include <rocksdb/slice.h>

#include <string_view>

namespace millrace {

// All databases of the process share one block cache and one budget for memtables.
rocksdb::Options database_options();

// RocksDB's word for a view; the bytes stay the caller's.
inline rocksdb::Slice slice_of(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

// For one walk over many entries.
rocksdb::ReadOptions scan_options();

}  // namespace millrace
