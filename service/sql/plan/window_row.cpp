#include "service/sql/plan/window_row.h"

#include <fmt/format.h>

#include <algorithm>

namespace millrace::sql {

void for_each_aggregate(const Bound& expression, FunctionRef<void(const Bound&, const Aggregate&)> visit) {
  if (const auto* aggregate = std::get_if<Aggregate>(&expression.is)) return visit(expression, *aggregate);
  visit_parts(expression, [&](const BoundPtr& part) { for_each_aggregate(*part, visit); });
}

WindowRow::WindowRow(const BoundSelect& select, const Accumulators& accumulators) {
  for (const auto& key : select.keys) keys_.push_back(canonical(*key));
  for (const auto& output : select.outputs) {
    if (output.expression) note_aggregates(*output.expression, accumulators);
  }
}

void WindowRow::note_aggregates(const Bound& expression, const Accumulators& accumulators) {
  for_each_aggregate(expression, [&](const Bound& bound, const Aggregate& aggregate) {
    const auto text = canonical(bound);
    if (std::ranges::find(aggregate_texts_, text) != aggregate_texts_.end()) return;
    aggregate_texts_.push_back(text);
    aggregates_.push_back({accumulators.index(aggregate), aggregate.result});
  });
}

// Keys lose trailing zeros when they are stored (1.0 and 1.00 are one group): a known scale is given back.
BoundPtr WindowRow::key_slot(std::size_t index, const Bound& as) const {
  auto slot = make_bound(as.type, as.position, Slot{index});
  if (as.type.kind != TypeKind::kDecimal || as.type.precision == 0) return slot;
  return make_bound(as.type, as.position, Cast{std::move(slot), as.type});
}

BoundPtr WindowRow::replacement(const BoundPtr& part, Problems& problems) const {
  const auto slot = [&](std::size_t index) { return make_bound(part->type, part->position, Slot{index}); };
  if (std::holds_alternative<Constant>(part->is)) return nullptr;
  if (const auto* edge = std::get_if<WindowEdge>(&part->is))
    return slot(keys_.size() + aggregates_.size() + (*edge == WindowEdge::kEnd ? 1 : 0));
  const auto text = canonical(*part);
  if (const auto key = std::ranges::find(keys_, text); key != keys_.end())
    return key_slot(static_cast<std::size_t>(key - keys_.begin()), *part);
  if (std::holds_alternative<Aggregate>(part->is)) {
    const auto found = std::ranges::find(aggregate_texts_, text);
    return slot(keys_.size() + static_cast<std::size_t>(found - aggregate_texts_.begin()));
  }
  if (const auto* column = std::get_if<ColumnRef>(&part->is)) {
    problems.add(part->position,
                 fmt::format("column '{}' must appear in the GROUP BY clause or be used in an aggregate function",
                             column->spec->name));
    return slot(0);
  }
  return nullptr;
}

BoundPtr WindowRow::place(const BoundPtr& expression, Problems& problems) const {
  const auto before = problems.size();
  auto placed = rewrite(expression, [&](const BoundPtr& part) { return replacement(part, problems); });
  return problems.size() == before ? placed : nullptr;
}

}  // namespace millrace::sql
