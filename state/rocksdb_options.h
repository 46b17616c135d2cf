// How every local database is opened. Figures behind the choices: docs/design.md, "State".
#pragma once

#include <rocksdb/options.h>

namespace millrace {

// All databases of the process share one block cache and one budget for memtables.
rocksdb::Options database_options();

// For one walk over many entries.
rocksdb::ReadOptions scan_options();

}  // namespace millrace
