// The sections of the pipeline file, each by its own reader. All report what is wrong and return what they could read.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "service/config/config.h"
#include "service/config/section.h"

namespace millrace {

KafkaProperties read_kafka(const NamedNode& entry, Reading& reading);
// Whether librdkafka makes its clients of the whole: for a file without other problems.
void check_kafka(const NamedNode& entry, const Config& config, Reading& reading);

// A source, and what later checks need to know about it.
struct SourceReading {
  SourceConfig config;
  const YamlNode* key = nullptr;         // its name in the file
  const YamlNode* topic = nullptr;       // its topic's scalar; null: none that is valid
  std::set<std::string> broken_columns;  // declared, but not readable: no reason to complain about them in the SQL
};
std::vector<SourceReading> read_sources(const NamedNode& entry, Reading& reading);

struct QueryReading {
  QueryConfig config;
  const YamlNode* topic = nullptr;  // of the sink; null: none that is valid
  bool compiled = false;
};
std::vector<QueryReading> read_queries(const NamedNode& entry, const std::vector<SourceReading>& sources,
                                       Reading& reading);

// Fills in the query's text and plan.
void read_sql(const Section& section, const std::vector<SourceReading>& sources, QueryReading& query, Reading& reading);

StateConfig read_state(const NamedNode& entry, Reading& reading);
CheckpointConfig read_checkpoint(const NamedNode& entry, Reading& reading);
RestartConfig read_restart(const NamedNode& entry, Reading& reading);
std::string read_metrics(const NamedNode& entry, Reading& reading);
AdminConfig read_admin(const NamedNode& entry, Reading& reading);

// A name from a key of `sources` or `queries`: reported if it is none.
bool check_name(const NamedNode& entry, std::string_view what, std::size_t longest, Reading& reading);
// These leave `into` as it was if the key is missing. A path may not be empty.
void read_path(const Section& section, std::string_view key, std::filesystem::path& into, Reading& reading);
void read_listen(const Section& section, std::string& into, Reading& reading);
// The key "topic" of a section; "" and no node if it is missing or no topic's name.
Text read_topic(const Section& section, Reading& reading);

}  // namespace millrace
