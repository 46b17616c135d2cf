// The `queries` section: SQL and sinks, held against the sources.
#include <algorithm>

#include "service/config/names.h"
#include "service/config/pipeline_file.h"

namespace millrace {
namespace {

void check_not_kafkas_own(const Text& topic, Reading& reading) {
  if (topic.node == nullptr || !is_kafkas_own(topic.value)) return;
  reading.problems.add(*topic.node, "topic '" + topic.value + "' is Kafka's own; write to another topic");
}

void read_sink(const NamedNode& entry, QueryReading& query, Reading& reading) {
  const Section sink(entry, "queries.NAME.sink", "the sink of query '" + query.config.name + "'", reading);
  Text topic = read_topic(sink, reading);
  query.config.sink.topic = topic.value;
  query.topic = topic.node;
  check_not_kafkas_own(topic, reading);
  int format = 0;
  sink.choice("format", format, {{"json", 0}});
  sink.choice("timestamps", query.config.sink.timestamps,
              {{"millis", TimestampStyle::kEpochMillis}, {"iso", TimestampStyle::kIso}});
  std::vector<std::string> outputs;
  for (const sql::OutputColumn& output : query.config.plan.outputs) outputs.push_back(output.name);
  for (const Text& column : sink.texts("key")) {
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
    check_name(query, "queries", kLongestName, reading);
    queries.push_back(read_query(query, sources, reading));
    check_no_loop(queries.back(), sources, reading);
  }
  if (entry.value->kind != YamlNode::Kind::kMapping) return queries;
  if (queries.empty()) reading.problems.add(*entry.key, "queries needs at least one query");
  if (!queries.empty()) check_sources_used(sources, queries, reading);
  return queries;
}

}  // namespace millrace
