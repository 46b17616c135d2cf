#include "service/sql/plan/planner.h"

#include <fmt/format.h>

#include "service/sql/evaluate/build.h"
#include "service/sql/plan/failing_constants.h"
#include "service/sql/plan/record_row.h"
#include "service/sql/plan/window_row.h"

namespace millrace::sql {
namespace {

constexpr std::string_view kFingerprintVersion = "1";

// Everything that stored state depends on. Not the outputs: they are made of the state when a window fires, so they may
// change as long as they need no other accumulators. A stateless query stores nothing.
std::string fingerprint(const BoundSelect& select, const Accumulators& accumulators) {
  std::string keys;
  for (const auto& key : select.keys) keys += fmt::format("{}{}", keys.empty() ? "" : ", ", canonical(*key));
  return fmt::format("{} source={} where={} window=tumble {} ms keys=[{}] accumulators=[{}]", kFingerprintVersion,
                     select.source->name, select.where ? canonical(*select.where) : "true", select.window->size.count(),
                     keys, accumulators.text());
}

void plan_where(const BoundSelect& select, const RecordRow& row, Query& query) {
  if (select.where) query.where = build_condition(*row.place(select.where));
}

Query plan_stateless(const BoundSelect& select) {
  Query query;
  RecordRow row(*select.source);
  if (select.where) row.use(*select.where);
  for (const auto& output : select.outputs) row.use(*output.expression);
  query.columns_used = row.names();
  plan_where(select, row, query);
  for (const auto& [name, expression] : select.outputs)
    query.outputs.push_back({name, expression->type, build(*row.place(expression))});
  query.fingerprint = fmt::format("{} stateless", kFingerprintVersion);
  return query;
}

// Null where a column is neither grouped nor aggregated.
std::vector<BoundPtr> place_outputs(const BoundSelect& select, const WindowRow& row, Problems& problems) {
  std::vector<BoundPtr> placed;
  for (const auto& output : select.outputs)
    placed.push_back(output.expression ? row.place(output.expression, problems) : nullptr);
  return placed;
}

Accumulators accumulators_of(const BoundSelect& select) {
  Accumulators accumulators;
  for (const auto& output : select.outputs) {
    if (!output.expression) continue;
    for_each_aggregate(*output.expression, [&](const Bound&, const Aggregate& a) { accumulators.add(a); });
  }
  accumulators.finish();
  return accumulators;
}

// What people call a key.
std::string name_of_key(const Bound& key, const BoundSelect& select) {
  const auto text = canonical(key);
  for (const auto& output : select.outputs) {
    if (output.expression && canonical(*output.expression) == text) return output.name;
  }
  const auto* column = std::get_if<ColumnRef>(&key.is);
  return column != nullptr ? column->spec->name : text;
}

void plan_record_side(const BoundSelect& select, const Accumulators& accumulators, Query& query) {
  RecordRow row(*select.source);
  if (select.where) row.use(*select.where);
  for (const auto& key : select.keys) row.use(*key);
  for (const auto& argument : accumulators.arguments()) row.use(*argument);
  query.columns_used = row.names();
  plan_where(select, row, query);
  for (const auto& key : select.keys) {
    query.group_keys.push_back(build(*row.place(key)));
    query.group_types.push_back(key->type);
    query.group_names.push_back(name_of_key(*key, select));
  }
  for (const auto& argument : accumulators.arguments()) query.arguments.push_back(build(*row.place(argument)));
}

Query plan_windowed(const BoundSelect& select, Problems& problems) {
  Query query;
  const auto accumulators = accumulators_of(select);
  const WindowRow row(select, accumulators);
  const auto placed = place_outputs(select, row, problems);
  if (!problems.empty()) return query;
  query.window = select.window;
  query.accumulators = accumulators.specs();
  query.aggregates = row.aggregates();
  plan_record_side(select, accumulators, query);
  for (std::size_t i = 0; i < placed.size(); ++i)
    query.outputs.push_back({select.outputs[i].name, placed[i]->type, build(*placed[i])});
  query.fingerprint = fingerprint(select, accumulators);
  return query;
}

void report_failing_constants(const BoundSelect& select, Problems& problems) {
  for (const auto& output : select.outputs) {
    if (output.expression) report_failing_constants(*output.expression, problems);
  }
  if (select.where) report_failing_constants(*select.where, problems);
  for (const auto& key : select.keys) report_failing_constants(*key, problems);
}

}  // namespace

Query plan(const BoundSelect& select, Problems& problems) {
  report_failing_constants(select, problems);
  Query query;
  if (select.grouped && select.keys_complete) query = plan_windowed(select, problems);
  if (!select.grouped && problems.empty()) query = plan_stateless(select);
  query.source = select.source->name;
  return query;
}

}  // namespace millrace::sql
