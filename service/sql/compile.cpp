// parse -> bind -> plan: the whole way of a query, each step in its folder.
#include <fmt/format.h>

#include <system_error>

#include "service/sql/parse/parser.h"
#include "service/sql/parse/stack.h"
#include "service/sql/plan/planner.h"

namespace millrace::sql {
namespace {

Query compile_here(const std::string& sql, std::span<const SourceColumns> sources, Problems& problems) {
  const SourceText text(sql);
  const auto select = parse(text, problems);
  if (!select) return {};
  return plan(bind_select(*select, sources, problems), problems);
}

}  // namespace

std::expected<Query, std::vector<Problem>> compile(const std::string& sql, std::span<const SourceColumns> sources) {
  Query query;
  Problems problems;
  try {
    run_with_stack(kParserStack, [&] { query = compile_here(sql, sources, problems); });
  } catch (const std::system_error& error) {
    problems.add({}, fmt::format("cannot read the query: {}", error.what()));
  }
  // Possibly none: all that keeps it from being compiled was told where a column is declared.
  if (!problems.empty()) return std::unexpected(problems.all());
  return query;
}

}  // namespace millrace::sql
