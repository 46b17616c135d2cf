#include "service/config/keys.h"

#include <algorithm>
#include <array>

namespace millrace {
namespace {

// clang-format off
constexpr std::array<KeySpec, 45> kKeys = {{
    {"", "name", "name", kRequired, "The pipeline. Its transactional.id and group.id are this name, its state and checkpoints lie in folders of this name. Two running pipelines of one name fence each other."},
    {"", "kafka", "mapping", kRequired, "The cluster: librdkafka properties."},
    {"", "sources", "mapping", kRequired, "The topics to read, by a name for SQL."},
    {"", "queries", "mapping", kRequired, "What to compute and where to write it, by name. State is kept by query name."},
    {"", "state", "mapping", "{}", "Where and how state is kept while running."},
    {"", "checkpoint", "mapping", "{}", "How often state becomes durable and output visible."},
    {"", "restart", "mapping", "{}", "What happens after a fault that a recovery may cure."},
    {"", "metrics", "mapping", "{}", "The HTTP endpoint for Prometheus and probes."},
    {"", "admin", "mapping", kAbsent, "The admin interface: the page and /api/v1. Without this key there is none."},
    {"kafka", "bootstrap.servers", "text", kRequired, "`host:port`, several separated by commas."},
    {"sources.NAME", "topic", "topic", kRequired, "The topic. One source a topic; any number of queries may read it."},
    {"sources.NAME", "format", "`json`", "json", "How record values are encoded."},
    {"sources.NAME", "columns", "mapping", "{}", "Name and type of the fields that queries use. Other fields are not parsed."},
    {"sources.NAME", "event_time", "column", "\"\"", "The `timestamp` column that says when a record happened. Empty: the Kafka record's timestamp."},
    {"sources.NAME", "max_delay", "duration", "0s", "How far behind the newest record of its partition a record may arrive and still be in time."},
    {"sources.NAME", "idle_after", "duration", "30s", "A partition that is read to its end and silent for this long stops holding back the watermark. `0s`: never."},
    {"sources.NAME", "max_ahead", "duration", "1h", "An event time further than this after the Kafka timestamp is an error of the record. Beyond 1h see Timestamps of rows."},
    {"sources.NAME", "start", "`earliest`, `latest`", "earliest", "Where the very first start begins to read. Later starts resume from the last checkpoint."},
    {"sources.NAME", "on_error", "`fail`, `skip`", "fail", "A record that cannot be read: stop the service, or count, log and skip it."},
    {"queries.NAME", "sql", "SQL", kRequired, "One SELECT. `${...}` is never replaced in here."},
    {"queries.NAME", "allowed_lateness", "duration", "0s", "How long after its end passed the watermark a window still takes records; it is then written again, whole. Only with tumble(). Raised between two runs, it holds for windows that have not expired under the former value: what has stays closed."},
    {"queries.NAME", "sink", "mapping", kRequired, "Where the rows go."},
    {"queries.NAME.sink", "topic", "topic", kRequired, "The topic. It must not be one that this pipeline reads."},
    {"queries.NAME.sink", "format", "`json`", "json", "How rows are encoded."},
    {"queries.NAME.sink", "key", "column, or a list", "[]", "Output columns that make the record key: one as raw text, several as a JSON object. None: no key for windows, the input record's key otherwise."},
    {"queries.NAME.sink", "timestamps", "`millis`, `iso`", "millis", "Timestamps in rows: milliseconds since 1970 UTC, or ISO 8601 text."},
    {"state", "backend", "`rocksdb`, `memory`", "rocksdb", "What holds the older part of the state."},
    {"state", "directory", "path", "./data/state", "Local databases: a cache that may be deleted while the service is down."},
    {"state", "shards", "1 to 1024", "4", "Parallel parts of the state. Fixed when a pipeline first starts."},
    {"state", "memory", "size", "1GiB", "Bound of the live state in memory, at least 1MiB."},
    {"checkpoint", "interval", "duration", "1s", "Time between checkpoints, at least 10ms: output becomes visible this often."},
    {"checkpoint", "timeout", "duration", "30s", "A checkpoint that takes longer, from its barrier to its commit, is aborted. At least 1s: an abort reads and computes the epoch again."},
    {"checkpoint", "storage", "path", "./data/checkpoints", "Durable storage of checkpoints: a directory, also as `file:///directory`. This is the truth of the state: keep it safe."},
    {"checkpoint", "retain", "1 to 1000", "3", "How many checkpoints are kept to go back to: with `interval`, how far (3 of 1 s each: three seconds)."},
    {"restart", "strategy", "`exponential`, `fixed`, `none`", "exponential", "Wait twice as long after each fault in a row, always as long, or stop at the first fault."},
    {"restart", "initial", "duration", "1s", "The first wait, and with `fixed` every wait."},
    {"restart", "max", "duration", "60s", "The longest wait."},
    {"metrics", "listen", "host:port", "127.0.0.1:9464", "Serves /metrics, /live and /ready. Port 0 picks a free one and logs it. Empty (`\"\"`): off."},
    {"admin", "listen", "host:port", "127.0.0.1:8080", "Serves the page and /api/v1. Port 0 picks a free one and logs it. Who reaches it may read everything but secrets."},
    {"admin", "token_file", "path", "\"\"", "A file that holds the token for what changes anything, of 16 to 512 printable characters without blanks. Whoever gives it may change something. Empty: there is none."},
    {"admin", "hosts", "name, or a list", "[]", "Names by which browsers and proxies reach it, without a port. Requests for other hosts than these, the loopback and `listen` get 421, against DNS rebinding."},
    {"admin", "tls", "mapping", kAbsent, "Speak HTTPS. Without this key: HTTP."},
    {"admin.tls", "certificate", "path", kRequired, "The certificate in PEM form, before those between it and its authority. All files here are read anew for each connection: renewing one needs no restart."},
    {"admin.tls", "key", "path", kRequired, "The certificate's private key in PEM form, without a password."},
    {"admin.tls", "client_ca", "path", "\"\"", "Authorities in PEM form. A client with a certificate of theirs may change something, without a token; other certificates are refused. Empty: none is asked for."},
}};
// clang-format on

}  // namespace

bool KeySpec::required() const { return fallback == kRequired; }

std::span<const KeySpec> all_keys() { return kKeys; }

std::span<const KeySpec> keys_of(std::string_view section) {
  const auto first = std::ranges::find(kKeys, section, &KeySpec::section);
  const auto last = std::find_if(first, kKeys.end(), [&](const KeySpec& key) { return key.section != section; });
  return {first, last};
}

std::vector<std::string_view> sections() {
  std::vector<std::string_view> names;
  for (const KeySpec& key : kKeys) {
    if (names.empty() || names.back() != key.section) names.push_back(key.section);
  }
  return names;
}

std::string key_reference() {
  std::string text;
  for (const std::string_view section : sections()) {
    text += "## " + (section.empty() ? "Top level" : "`" + std::string(section) + "`") + "\n\n";
    text += "| key | type | default | meaning |\n| --- | --- | --- | --- |\n";
    for (const KeySpec& key : keys_of(section)) {
      const std::string fallback = key.required() ? "required" : "`" + std::string(key.fallback) + "`";
      text += "| `" + std::string(key.name) + "` | " + std::string(key.type) + " | " + fallback + " | " +
              std::string(key.meaning) + " |\n";
    }
    text += "\n";
  }
  return text;
}

}  // namespace millrace
