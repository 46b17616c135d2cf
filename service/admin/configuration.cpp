#include "service/admin/configuration.h"

#include "service/config/secrets.h"
#include "service/config/units.h"

namespace millrace {
namespace {

constexpr const char* kHidden = "[secret]";

void write(JsonText& json, const SourceConfig& source) {
  json.field("topic", source.topic);
  json.field("format", "json");
  json.object("columns", [&] {
    for (const auto& column : source.columns) json.field(column.name, to_string(column.type));
  });
  json.field("event_time", source.event_time);
  json.field("max_delay", format_duration(source.max_delay));
  json.field("idle_after", format_duration(source.idle_after));
  json.field("max_ahead", format_duration(source.max_ahead));
  json.field("start", source.start == StartAt::kEarliest ? "earliest" : "latest");
  json.field("on_error", source.on_error == OnError::kFail ? "fail" : "skip");
}

void write(JsonText& json, const QueryConfig& query) {
  json.field("sql", query.sql);
  json.field("allowed_lateness", format_duration(query.allowed_lateness));
  json.object("sink", [&] {
    json.field("topic", query.sink.topic);
    json.field("format", "json");
    json.array("key", query.sink.key, [&](const std::string& column) { json.value(column); });
    json.field("timestamps", query.sink.timestamps == TimestampStyle::kEpochMillis ? "millis" : "iso");
  });
}

void write(JsonText& json, const StateConfig& state) {
  json.field("backend", state.backend);
  json.field("directory", state.directory.string());
  json.field("shards", state.shards);
  json.field("memory", format_size(state.memory));
}

void write(JsonText& json, const CheckpointConfig& checkpoint) {
  json.field("interval", format_duration(checkpoint.interval));
  json.field("timeout", format_duration(checkpoint.timeout));
  json.field("storage", checkpoint.storage.string());
  json.field("retain", checkpoint.retain);
}

void write(JsonText& json, const RestartConfig& restart) {
  using enum RestartConfig::Strategy;
  json.field("strategy", restart.strategy == kExponential ? "exponential"
                         : restart.strategy == kFixed     ? "fixed"
                                                          : "none");
  json.field("initial", format_duration(restart.initial));
  json.field("max", format_duration(restart.max));
}

void write(JsonText& json, const AdminConfig& admin) {
  json.field("listen", admin.listen);
  json.field("token_file", admin.token_file.string());
  json.array("hosts", admin.hosts, [&](const std::string& host) { json.value(host); });
  if (!admin.tls) return;
  json.object("tls", [&] {
    json.field("certificate", admin.tls->certificate.string());
    json.field("key", admin.tls->key.string());
    json.field("client_ca", admin.tls->client_ca.string());
  });
}

template <class Entries>
void write_named(JsonText& json, std::string_view section, const Entries& entries) {
  json.object(section, [&] {
    for (const auto& entry : entries) json.object(entry.name, [&] { write(json, entry); });
  });
}

}  // namespace

void write_configuration(JsonText& json, const Config& config) {
  json.field("name", config.name);
  json.object("kafka", [&] {
    for (const auto& [name, value] : config.kafka) json.field(name, is_secret_property(name) ? kHidden : value);
  });
  write_named(json, "sources", config.sources);
  write_named(json, "queries", config.queries);
  json.object("state", [&] { write(json, config.state); });
  json.object("checkpoint", [&] { write(json, config.checkpoint); });
  json.object("restart", [&] { write(json, config.restart); });
  json.object("metrics", [&] { json.field("listen", config.metrics_listen); });
  if (config.admin) json.object("admin", [&] { write(json, *config.admin); });
}

}  // namespace millrace
