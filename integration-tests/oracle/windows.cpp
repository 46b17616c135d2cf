#include "integration-tests/oracle/windows.h"

#include <algorithm>

namespace millrace::trial {

std::string window_identity(const WindowQuery& query, const FlatObject& row) {
  std::string identity;
  const auto append = [&](const std::string& field) {
    const auto found = row.find(field);
    identity.append(found == row.end() ? "null" : found->second).append(" ");
  };
  for (const auto& field : query.group_by) append(field);
  append("window_start");
  return identity;
}

WindowOracle::WindowOracle(WindowQuery query, std::size_t partitions, std::int64_t max_delay_ms)
    : query_(std::move(query)), max_delay_ms_(max_delay_ms), highest_(partitions) {}

void WindowOracle::add(const Order& order) {
  auto& highest = highest_.at(static_cast<std::size_t>(order.partition));
  highest = std::max(highest.value_or(INT64_MIN), order.event_time_ms);
  if (!query_.where(order)) return;
  const std::int64_t start = order.event_time_ms - order.event_time_ms % query_.size_ms;
  FlatObject group{{"window_start", std::to_string(start)}, {"window_end", std::to_string(start + query_.size_ms)}};
  for (const auto& field : query_.group_by) {
    const auto found = order.fields.find(field);
    group[field] = found == order.fields.end() ? "null" : found->second;
  }
  Pane& pane = panes_[window_identity(query_, group)];
  if (pane.rows++ == 0) {
    pane.group = std::move(group);
    pane.end = start + query_.size_ms;
  }
  if (!order.amount) return;
  const bool first = pane.amounts++ == 0;
  pane.sum = {pane.sum.unscaled + order.amount->unscaled, order.amount->scale};
  if (first || order.amount->unscaled < pane.min.unscaled) pane.min = *order.amount;
  if (first || order.amount->unscaled > pane.max.unscaled) pane.max = *order.amount;
}

std::optional<std::int64_t> WindowOracle::watermark() const {
  if (std::ranges::any_of(highest_, [](const auto& time) { return !time; })) return std::nullopt;
  return **std::ranges::min_element(highest_) - max_delay_ms_;
}

std::string WindowOracle::value_of(const Pane& pane, Aggregate aggregate) {
  if (aggregate == Aggregate::kCount) return std::to_string(pane.rows);
  if (pane.amounts == 0) return "null";
  switch (aggregate) {
    case Aggregate::kSum:
      return to_text(pane.sum);
    case Aggregate::kMin:
      return to_text(pane.min);
    case Aggregate::kMax:
      return to_text(pane.max);
    default:
      return to_text(average(pane.sum, pane.amounts));
  }
}

std::map<std::string, FlatObject> WindowOracle::expected() const {
  std::map<std::string, FlatObject> rows;
  const auto reached = watermark();
  for (const auto& [identity, pane] : panes_) {
    if (!reached || pane.end > *reached) continue;
    FlatObject row = pane.group;
    for (const auto& [name, aggregate] : query_.columns) row[name] = value_of(pane, aggregate);
    rows.emplace(identity, std::move(row));
  }
  return rows;
}

}  // namespace millrace::trial
