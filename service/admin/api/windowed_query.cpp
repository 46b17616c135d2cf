#include "service/admin/api/windowed_query.h"

#include <algorithm>

#include "service/admin/api/answers.h"
#include "service/admin/group_key_text.h"

namespace millrace::api {
namespace {

std::string names_of_windowed(const Config& config) {
  std::string names;
  for (const auto& query : config.queries) {
    if (query.plan.window) names += (names.empty() ? "" : ", ") + query.name;
  }
  return names.empty() ? "none" : names;
}

}  // namespace

std::expected<const QueryConfig*, HttpAnswer> windowed_query(const AdminView& view, const Parameters& parameters) {
  const auto name = parameters.text("query");
  if (!name) return std::unexpected(refusal(400, "'query' is missing: the name of a query"));
  const auto found = std::ranges::find(view.config.queries, *name, &QueryConfig::name);
  if (found != view.config.queries.end() && found->plan.window) return &*found;
  return std::unexpected(refusal(
      404, "no query with windows is called '" + *name + "'; those with windows: " + names_of_windowed(view.config)));
}

std::expected<std::string, HttpAnswer> group_key(const QueryConfig& query, const std::string& text) {
  auto key = parse_group_key(query.plan, text);
  if (key) return *std::move(key);
  return std::unexpected(refusal(400, "'key': " + key.error()));
}

HttpAnswer not_now(const AdminView& view, const Error& error) {
  return refusal(503, view.redaction.apply(error.message()) + " (the pipeline is " + std::string(view.state()) + ")");
}

}  // namespace millrace::api
