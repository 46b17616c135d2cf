#include "service/sql/plan/record_row.h"

#include <algorithm>

namespace millrace::sql {

void RecordRow::use(const Bound& expression) {
  if (const auto* column = std::get_if<ColumnRef>(&expression.is)) used_[column->index] = true;
  visit_parts(expression, [&](const BoundPtr& part) { use(*part); });
}

std::size_t RecordRow::slot(std::size_t column) const {
  return static_cast<std::size_t>(std::count(used_.begin(), used_.begin() + static_cast<std::ptrdiff_t>(column), true));
}

BoundPtr RecordRow::place(const BoundPtr& expression) const {
  return rewrite(expression, [&](const BoundPtr& part) -> BoundPtr {
    const auto* column = std::get_if<ColumnRef>(&part->is);
    return column == nullptr ? nullptr : make_bound(part->type, part->position, Slot{slot(column->index)});
  });
}

std::vector<std::string> RecordRow::names() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < used_.size(); ++i) {
    if (used_[i]) names.push_back(source_.columns[i].name);
  }
  return names;
}

}  // namespace millrace::sql
