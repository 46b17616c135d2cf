#include "integration-tests/harness/pipeline_file.h"

#include <fmt/format.h>

namespace millrace::trial {
namespace {

constexpr auto kSourceYaml = R"yaml(  {}:
    topic: {}
    format: json
    columns: {{ order_id: bigint, user_id: text, amount: "decimal(12,2)", status: text, country: text, ts: timestamp }}
    event_time: ts
    max_delay: {}
    idle_after: {}
    start: earliest
    on_error: {}
)yaml";

std::string source_yaml(const SourceSpec& source) {
  return fmt::format(kSourceYaml, source.name, source.topic, source.max_delay, source.idle_after, source.on_error);
}

std::string query_yaml(const QuerySpec& query) {
  const std::string lateness =
      query.allowed_lateness == "0s" ? "" : "    allowed_lateness: " + query.allowed_lateness + "\n";
  const std::string key = query.key.empty() ? "" : ", key: " + query.key;
  return fmt::format("  {}:\n    sql: |\n      {}\n{}    sink: {{ topic: {}, format: json{} }}\n", query.name,
                     query.sql, lateness, query.topic, key);
}

}  // namespace

std::string to_yaml(const PipelineSpec& spec) {
  std::string yaml = fmt::format("name: {}\nkafka:\n  bootstrap.servers: {}\n", spec.name, spec.bootstrap);
  for (const auto& [name, value] : spec.kafka) yaml += fmt::format("  {}: {}\n", name, value);
  yaml += "sources:\n";
  for (const auto& source : spec.sources) yaml += source_yaml(source);
  yaml += "queries:\n";
  for (const auto& query : spec.queries) yaml += query_yaml(query);
  yaml += fmt::format("state: {{ backend: {}, directory: {}, shards: {}, memory: {} }}\n", spec.backend,
                      spec.state_directory, spec.shards, spec.memory);
  yaml += fmt::format("checkpoint: {{ interval: {}, timeout: {}, storage: {}, retain: {} }}\n", spec.interval,
                      spec.timeout, spec.storage, spec.retain);
  yaml += fmt::format("restart: {}\nmetrics: {{ listen: {} }}\n", spec.restart, spec.metrics);
  return spec.admin.empty() ? yaml : yaml + "admin: " + spec.admin + "\n";
}

std::string orders_per_user_sql(const std::string& window, const std::string& source) {
  return fmt::format(
      "SELECT user_id, window_start, window_end, count(*) AS orders, sum(amount) AS total, avg(amount) AS mean "
      "FROM {} WHERE amount > 0 AND status <> 'cancelled' GROUP BY user_id, tumble('{}')",
      source, window);
}

}  // namespace millrace::trial
