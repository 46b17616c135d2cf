#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <pg_query.h>
#include <rocksdb/version.h>

#include <array>
#include <memory>
#include <ostream>
#include <string>

#include "service/commands.h"

namespace millrace {

namespace {

// What the client was built with, decided when it was: "gzip,snappy,ssl,sasl,...".
std::string client_features() {
  std::array<char, 512> text{};
  std::size_t size = text.size();
  const std::unique_ptr<rd_kafka_conf_t, decltype(&rd_kafka_conf_destroy)> settings(rd_kafka_conf_new(),
                                                                                    rd_kafka_conf_destroy);
  return rd_kafka_conf_get(settings.get(), "builtin.features", text.data(), &size) == RD_KAFKA_CONF_OK ? text.data()
                                                                                                       : "unknown";
}

}  // namespace

ExitCode show_version(std::ostream& out) {
  out << fmt::format("millrace {}\n", MILLRACE_VERSION)  //
      << fmt::format("librdkafka {}\n", rd_kafka_version_str())
      << fmt::format("features of librdkafka: {}\n", client_features())
      << fmt::format("RocksDB {}.{}.{}\n", ROCKSDB_MAJOR, ROCKSDB_MINOR, ROCKSDB_PATCH)
      << fmt::format("PostgreSQL parser {}\n", PG_VERSION);
#ifdef MILLRACE_FAILPOINTS
  out << "failpoints compiled in: a build for tests\n";
#endif
  return ExitCode::kOk;
}

}  // namespace millrace
