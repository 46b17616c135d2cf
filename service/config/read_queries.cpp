// The `queries` section: SQL and sinks, held against the sources.
#include <algorithm>
#include <cctype>

#include "service/config/pipeline_file.h"

namespace millrace {
namespace {

std::vector<sql::SourceColumns> columns_of(const std::vector<SourceReading>& sources) {
  std::vector<sql::SourceColumns> columns;
  for (const SourceReading& source : sources) columns.push_back({source.config.name, source.config.columns});
  return columns;
}

// The name that a problem's span in the SQL ends with: `amount` of `"o"."amount"` and of `o.amount`.
std::string name_at(const std::string& sql, const sql::Problem& problem) {
  std::string name = sql.substr(std::min(problem.offset, sql.size()), problem.length);
  std::erase(name, '"');
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos ? name : name.substr(dot + 1);
}

// A column whose declaration was already reported is no news in the SQL.
bool is_known_trouble(const std::string& sql, const sql::Problem& problem, const std::vector<SourceReading>& sources) {
  const std::string name = name_at(sql, problem);
  return std::ranges::any_of(sources,
                             [&](const SourceReading& source) { return source.broken_columns.contains(name); });
}

void report_sql(const YamlNode& node, const std::vector<sql::Problem>& found, const std::vector<SourceReading>& sources,
                Reading& reading) {
  const std::string& sql = node.scalar;
  for (const sql::Problem& problem : found) {
    if (is_known_trouble(sql, problem, sources)) continue;
    reading.problems.add_within(node, problem.offset, problem.length, problem.message);
  }
  const std::size_t variable = sql.find("${");
  if (variable == std::string::npos) return;
  reading.problems.add_within(node, variable, 2, "${...} is not replaced inside sql: a value must not become logic");
}

void read_sql(const Section& section, const std::vector<SourceReading>& sources, QueryReading& query,
              Reading& reading) {
  const NamedNode* entry = section.find("sql");
  if (entry == nullptr) return;
  if (entry->value->kind != YamlNode::Kind::kScalar) {
    reading.problems.add(*entry->value, section.words("sql") + " must be text, not " + kind_name(*entry->value));
    return;
  }
  query.config.sql = entry->value->scalar;
  auto plan = sql::compile(query.config.sql, columns_of(sources));
  if (plan) {
    query.config.plan = std::move(*plan);
    query.compiled = true;
  } else {
    report_sql(*entry->value, plan.error(), sources, reading);
  }
}

// `key: user_id` or `key: [user_id, region]`.
std::vector<Text> read_key_columns(const Section& sink, Reading& reading) {
  std::vector<Text> columns;
  const NamedNode* entry = sink.find("key");
  if (entry == nullptr) return columns;
  std::vector<const YamlNode*> nodes = {entry->value};
  if (entry->value->kind == YamlNode::Kind::kSequence) nodes = entry->value->items;
  for (const YamlNode* node : nodes) {
    auto text = read_text(*node, sink.words("key"), reading);
    if (!text) continue;
    if (std::ranges::find(columns, text->value, &Text::value) != columns.end()) {
      reading.problems.add(*node, sink.words("key") + " names '" + text->value + "' twice");
    } else {
      columns.push_back(std::move(*text));
    }
  }
  return columns;
}

void read_sink(const NamedNode& entry, QueryReading& query, Reading& reading) {
  const Section sink(entry, "queries.NAME.sink", "the sink of query '" + query.config.name + "'", reading);
  Text topic = read_topic(sink, reading);
  query.config.sink.topic = topic.value;
  query.topic = topic.node;
  int format = 0;
  sink.choice("format", format, {{"json", 0}});
  sink.choice("timestamps", query.config.sink.timestamps,
              {{"millis", TimestampStyle::kEpochMillis}, {"iso", TimestampStyle::kIso}});
  std::vector<std::string> outputs;
  for (const sql::OutputColumn& output : query.config.plan.outputs) outputs.push_back(output.name);
  for (const Text& column : read_key_columns(sink, reading)) {
    query.config.sink.key.push_back(column.value);
    if (!query.compiled || std::ranges::find(outputs, column.value) != outputs.end()) continue;
    reading.problems.add(*column.node, sink.words("key") + ": '" + column.value + "' is not a column of its result" +
                                           suggestion(column.value, outputs));
  }
}

QueryReading read_query(const NamedNode& entry, const std::vector<SourceReading>& sources, Reading& reading) {
  QueryReading query;
  query.config.name = entry.name;
  const Section section(entry, "queries.NAME", "query '" + entry.name + "'", reading);
  read_sql(section, sources, query, reading);
  section.duration("allowed_lateness", query.config.allowed_lateness, Millis{0});
  const NamedNode* lateness = section.find("allowed_lateness");
  if (lateness != nullptr && query.compiled && !query.config.plan.window) {
    reading.problems.add(*lateness->key,
                         section.words("allowed_lateness") + ": it has no windows that could be late; leave it out");
  }
  if (const NamedNode* sink = section.find("sink")) read_sink(*sink, query, reading);
  return query;
}

void check_no_loop(const QueryReading& query, const std::vector<SourceReading>& sources, Reading& reading) {
  const auto source = std::ranges::find(sources, query.config.sink.topic,
                                        [](const SourceReading& other) { return other.config.topic; });
  if (query.topic == nullptr || source == sources.end()) return;
  reading.problems.add(*query.topic, "a loop: topic '" + query.config.sink.topic + "' is read by source '" +
                                         source->config.name + "' of this pipeline; write to another topic");
}

void check_sources_used(const std::vector<SourceReading>& sources, const std::vector<QueryReading>& queries,
                        Reading& reading) {
  if (!std::ranges::all_of(queries, &QueryReading::compiled)) return;  // who knows what they meant to read
  for (const SourceReading& source : sources) {
    const auto reads = [&](const QueryReading& query) { return query.config.plan.source == source.config.name; };
    if (std::ranges::any_of(queries, reads)) continue;
    reading.problems.add(*source.key, "no query reads source '" + source.config.name + "'; use it or leave it out");
  }
}

}  // namespace

std::vector<QueryReading> read_queries(const NamedNode& entry, const std::vector<SourceReading>& sources,
                                       Reading& reading) {
  std::vector<QueryReading> queries;
  for (const NamedNode& query : named_entries(*entry.value, "queries", reading)) {
    check_name(query, "queries", reading);
    queries.push_back(read_query(query, sources, reading));
    check_no_loop(queries.back(), sources, reading);
  }
  if (entry.value->kind != YamlNode::Kind::kMapping) return queries;
  if (queries.empty()) reading.problems.add(*entry.key, "queries needs at least one query");
  if (!queries.empty()) check_sources_used(sources, queries, reading);
  return queries;
}

}  // namespace millrace
