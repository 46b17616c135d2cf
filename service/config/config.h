// The pipeline file after reading: checked, with defaults filled in, its SQL compiled.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "connectors/decoder.h"
#include "connectors/json/row_writer.h"
#include "connectors/kafka_cluster.h"
#include "service/http/tls_files.h"
#include "service/sql/query.h"

namespace millrace {

enum class StartAt { kEarliest, kLatest };
enum class OnError { kFail, kSkip };

struct SourceConfig {
  std::string name;
  std::string topic;
  std::vector<ColumnSpec> columns;
  std::string event_time;  // a column; "": the Kafka record's timestamp
  Millis max_delay{0};
  Millis idle_after{30000};  // zero: never idle
  Millis max_ahead{3600000};
  StartAt start = StartAt::kEarliest;
  OnError on_error = OnError::kFail;
};

struct SinkConfig {
  std::string topic;
  std::vector<std::string> key;  // output columns; empty: null key (windowed), the record's own key (stateless)
  TimestampStyle timestamps = TimestampStyle::kEpochMillis;
};

struct QueryConfig {
  std::string name;
  std::string sql;
  sql::Query plan;
  Millis allowed_lateness{0};
  SinkConfig sink;
};

struct StateConfig {
  std::string backend = "rocksdb";  // or "memory"
  std::filesystem::path directory = "./data/state";
  std::uint32_t shards = 4;
  std::uint64_t memory = 1ULL << 30;
};

struct CheckpointConfig {
  Millis interval{1000};
  Millis timeout{30000};
  std::filesystem::path storage = "./data/checkpoints";
  std::uint32_t retain = 3;
};

struct RestartConfig {
  enum class Strategy { kExponential, kFixed, kNone } strategy = Strategy::kExponential;
  Millis initial{1000};
  Millis max{60000};
};

struct AdminConfig {
  std::string listen = "127.0.0.1:8080";
  std::filesystem::path token_file;  // "": none
  std::vector<std::string> hosts;    // names that requests may call it by, beside those that are always good
  std::optional<TlsFiles> tls;       // none: in plain text
  std::string remark;                // about the files of tls, if they were looked at; "": none

  bool knows_clients() const { return tls && !tls->client_ca.empty(); }  // by their certificates
  bool can_change() const { return knows_clients() || !token_file.empty(); }
};

struct Config {
  std::string name;
  KafkaProperties kafka;
  std::vector<SourceConfig> sources;
  std::vector<QueryConfig> queries;
  StateConfig state;
  CheckpointConfig checkpoint;
  RestartConfig restart;
  std::string metrics_listen = "127.0.0.1:9464";  // "": none
  std::optional<AdminConfig> admin;
  std::vector<std::string> secrets;  // values that must not be shown anywhere, longest first

  std::string bootstrap_servers() const;               // for people, and for the commands that a remedy names
  Millis transaction_timeout() const;                  // interval + checkpoint timeout + margin
  std::filesystem::path state_directory() const;       // state.directory/<name>: local databases lie below it
  std::filesystem::path checkpoint_directory() const;  // checkpoint.storage/<name>: root of this pipeline's store
  std::vector<std::string> notes() const;              // no errors, but worth a line in the log
};

// One thing that is wrong with a file, where, and the nearest valid spelling.
struct ConfigProblem {
  std::size_t line = 0;    // from 1
  std::size_t column = 0;  // from 1
  std::string message;
  std::string excerpt;  // the line and a marker below it, for people; may be empty
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// Whether certificates and tokens that keys name must be usable here and now, as for `run` and `check`.
enum class NamedFiles { kNotRead, kRead };

// Either the configuration or every problem of the file, in order of position.
std::expected<Config, std::vector<ConfigProblem>> read_config(const std::string& text, const Environment& environment,
                                                              NamedFiles files = NamedFiles::kNotRead);
// "examples/orders.yaml:14:32: unknown column ..." with excerpts.
std::string describe(const std::filesystem::path& file, const std::vector<ConfigProblem>& problems);

}  // namespace millrace
