// The key `sql` of a query: compiled, and what is wrong in it shown at its place in the file.
#include "service/config/pipeline_file.h"

namespace millrace {
namespace {

// A column whose declaration was already reported is one of no known type: it is no news in the SQL.
std::vector<sql::SourceColumns> columns_of(const std::vector<SourceReading>& sources) {
  std::vector<sql::SourceColumns> all;
  for (const SourceReading& source : sources) {
    all.push_back({source.config.name, source.config.columns});
    for (const std::string& broken : source.broken_columns) all.back().columns.push_back({broken, {}, {}});
  }
  return all;
}

void report_sql(const YamlNode& node, const std::vector<sql::Problem>& found, Reading& reading) {
  const std::string& sql = node.scalar;
  for (const sql::Problem& problem : found)
    reading.problems.add_within(node, problem.offset, problem.length, problem.message);
  const std::size_t variable = sql.find("${");
  if (variable == std::string::npos) return;
  reading.problems.add_within(node, variable, 2, "${...} is not replaced inside sql: a value must not become logic");
}

}  // namespace

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
    report_sql(*entry->value, plan.error(), reading);
  }
}

}  // namespace millrace
