// The pipeline as its threads see it: configuration, with every name resolved to an index.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/ids.h"
#include "checkpoint/manifest.h"
#include "service/config/config.h"
#include "state/shard_state.h"

namespace millrace {

// One query from the point of view of the source that feeds it. Immutable, shared by all threads.
struct QueryDefinition {
  QueryId id;
  const QueryConfig* config = nullptr;
  std::uint32_t topic = 0;                 // of the sink, index into PipelineDefinition::topics
  std::vector<std::uint32_t> slots;        // where its columns are in the source's decoded row
  bool slots_in_order = false;             // slots are 0, 1, 2...: the decoded row can be used as it is
  std::vector<std::uint32_t> key_outputs;  // output columns that make the row's key
  OnError on_error = OnError::kFail;

  bool is_windowed() const { return config->plan.window.has_value(); }
};

struct SourceDefinition {
  const SourceConfig* config = nullptr;
  std::vector<ColumnSpec> columns;          // decoded: the union of what its queries use, and the event time
  std::optional<std::uint32_t> event_time;  // slot; none: Kafka's timestamp
  std::vector<std::uint32_t> queries;       // indexes into PipelineDefinition::queries
};

// Views the Config, which outlives it.
struct PipelineDefinition {
  const Config* config = nullptr;
  std::vector<SourceDefinition> sources;
  std::vector<QueryDefinition> queries;
  std::vector<std::string> topics;

  std::vector<QueryStateSpec> state_specs() const;  // of the windowed queries
  std::size_t source_of(const QueryDefinition& query) const;
};

// PipelineDefinition::topics, which does not hang on the queries' ids.
std::vector<std::string> sink_topics(const Config& config);

// What the manifest says about the configured queries; ids are filled in by recovery.
std::vector<QueryManifest> describe_queries(const Config& config);

// `ids`: of every configured query, by name.
PipelineDefinition define_pipeline(const Config& config, const std::map<std::string, QueryId>& ids);

}  // namespace millrace
