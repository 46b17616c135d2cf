#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <pg_query.h>
#include <rocksdb/version.h>

#include <ostream>

#include "service/commands.h"

namespace millrace {

ExitCode show_version(std::ostream& out) {
  out << fmt::format("millrace {}\n", MILLRACE_VERSION)  //
      << fmt::format("librdkafka {}\n", rd_kafka_version_str())
      << fmt::format("RocksDB {}.{}.{}\n", ROCKSDB_MAJOR, ROCKSDB_MINOR, ROCKSDB_PATCH)
      << fmt::format("PostgreSQL parser {}\n", PG_VERSION);
#ifdef MILLRACE_FAILPOINTS
  out << "failpoints compiled in: a build for tests\n";
#endif
  return ExitCode::kOk;
}

}  // namespace millrace
