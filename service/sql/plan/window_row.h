// The row that a windowed query's outputs see: [group keys..., aggregates..., window_start, window_end].
#pragma once

#include "service/sql/bind/select_binder.h"
#include "service/sql/plan/accumulators.h"

namespace millrace::sql {

class WindowRow {
 public:
  WindowRow(const BoundSelect& select, const Accumulators& accumulators);

  // Keys, aggregates and edges become slots; a column that is none of them is reported. Null: reported.
  BoundPtr place(const BoundPtr& expression, Problems& problems) const;
  const std::vector<AggregateSlot>& aggregates() const { return aggregates_; }

 private:
  BoundPtr replacement(const BoundPtr& part, Problems& problems) const;
  BoundPtr key_slot(std::size_t index, const Bound& as) const;
  void note_aggregates(const Bound& expression, const Accumulators& accumulators);

  std::vector<std::string> keys_;             // canonical texts
  std::vector<std::string> aggregate_texts_;  // beside aggregates_
  std::vector<AggregateSlot> aggregates_;
};

// Each aggregate of an expression.
void for_each_aggregate(const Bound& expression, FunctionRef<void(const Bound&, const Aggregate&)> visit);

}  // namespace millrace::sql
