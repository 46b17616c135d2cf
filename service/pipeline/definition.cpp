#include "service/pipeline/definition.h"

#include <fmt/format.h>

#include <algorithm>

namespace millrace {
namespace {

std::uint32_t index_of_topic(std::vector<std::string>& topics, const std::string& topic) {
  const auto found = std::ranges::find(topics, topic);
  if (found != topics.end()) return static_cast<std::uint32_t>(found - topics.begin());
  topics.push_back(topic);
  return static_cast<std::uint32_t>(topics.size() - 1);
}

// The slot of a column in the decoded row, added if no query before asked for it.
std::uint32_t slot_of(SourceDefinition& source, const std::string& column) {
  const auto has_name = [&](const ColumnSpec& c) { return c.name == column; };
  const auto found = std::ranges::find_if(source.columns, has_name);
  if (found != source.columns.end()) return static_cast<std::uint32_t>(found - source.columns.begin());
  source.columns.push_back(*std::ranges::find_if(source.config->columns, has_name));
  return static_cast<std::uint32_t>(source.columns.size() - 1);
}

std::vector<std::uint32_t> key_outputs(const QueryConfig& query) {
  std::vector<std::uint32_t> outputs;
  for (const auto& name : query.sink.key) {
    const auto found = std::ranges::find(query.plan.outputs, name, &sql::OutputColumn::name);
    outputs.push_back(static_cast<std::uint32_t>(found - query.plan.outputs.begin()));
  }
  return outputs;
}

bool counts_up(const std::vector<std::uint32_t>& slots) {
  for (std::uint32_t i = 0; i < slots.size(); ++i) {
    if (slots[i] != i) return false;
  }
  return true;
}

std::string form_of(const SourceConfig& source, const std::string& column) {
  const auto found = std::ranges::find(source.columns, column, &ColumnSpec::name);
  return found == source.columns.end() ? "" : fmt::format("{}:{}", column, static_cast<int>(found->timestamp));
}

// What the times in stored state mean: the same numbers read in another unit, or another column, would be other
// windows.
std::string times_in_words(const SourceConfig& source, const sql::Query& plan) {
  std::string words = " event_time=" + (source.event_time.empty() ? "kafka" : form_of(source, source.event_time));
  for (const auto& column : plan.columns_used) {
    const auto found = std::ranges::find(source.columns, column, &ColumnSpec::name);
    if (found->type.kind == TypeKind::kTimestamp) words += " time=" + form_of(source, column);
  }
  return words;
}

std::string layout_in_words(const sql::Query& plan) {
  std::string words;
  for (const auto& a : plan.accumulators) {
    words += fmt::format("{}{}({})", words.empty() ? "" : ",", static_cast<int>(a.kind), to_string(a.type));
  }
  return words;
}

}  // namespace

std::vector<std::string> sink_topics(const Config& config) {
  std::vector<std::string> topics;
  for (const auto& query : config.queries) index_of_topic(topics, query.sink.topic);
  return topics;
}

std::vector<QueryManifest> describe_queries(const Config& config) {
  std::vector<QueryManifest> queries;
  for (const auto& q : config.queries) {
    const auto& source = *std::ranges::find(config.sources, q.plan.source, &SourceConfig::name);
    const auto times = q.plan.window ? times_in_words(source, q.plan) : "";
    queries.push_back({q.name, QueryId{0}, q.plan.fingerprint + times, layout_in_words(q.plan)});
  }
  return queries;
}

PipelineDefinition define_pipeline(const Config& config, const std::map<std::string, QueryId>& ids) {
  PipelineDefinition pipeline;
  pipeline.config = &config;
  for (const auto& source : config.sources) pipeline.sources.push_back({&source, {}, {}, {}});
  for (const auto& query : config.queries) {
    auto& source =
        *std::ranges::find_if(pipeline.sources, [&](const auto& s) { return s.config->name == query.plan.source; });
    QueryDefinition definition;
    definition.id = ids.at(query.name);
    definition.config = &query;
    definition.topic = index_of_topic(pipeline.topics, query.sink.topic);
    for (const auto& column : query.plan.columns_used) definition.slots.push_back(slot_of(source, column));
    definition.slots_in_order = counts_up(definition.slots);
    definition.key_outputs = key_outputs(query);
    definition.on_error = source.config->on_error;
    source.queries.push_back(static_cast<std::uint32_t>(pipeline.queries.size()));
    pipeline.queries.push_back(std::move(definition));
  }
  for (auto& source : pipeline.sources) {
    if (!source.config->event_time.empty()) source.event_time = slot_of(source, source.config->event_time);
  }
  return pipeline;
}

std::vector<QueryStateSpec> PipelineDefinition::state_specs() const {
  std::vector<QueryStateSpec> specs;
  for (const auto& q : queries) {
    if (q.is_windowed()) specs.push_back({q.id, q.config->plan.accumulators, q.config->allowed_lateness});
  }
  return specs;
}

std::size_t PipelineDefinition::source_of(const QueryDefinition& query) const {
  const auto found =
      std::ranges::find_if(sources, [&](const auto& s) { return s.config->name == query.config->plan.source; });
  return static_cast<std::size_t>(found - sources.begin());
}

}  // namespace millrace
