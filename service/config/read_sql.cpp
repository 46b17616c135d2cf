// The key `sql` of a query: compiled, and what is wrong in it shown at its place in the file.
#include <algorithm>

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
    report_sql(*entry->value, plan.error(), sources, reading);
  }
}

}  // namespace millrace
