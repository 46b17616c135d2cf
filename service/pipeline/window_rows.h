// Rows of fired windows, from a key's accumulators to encoded bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "service/pipeline/row_encoder.h"
#include "state/shard_state.h"

namespace millrace {

// One per (thread, windowed query): it has scratch space. Views the definition.
class WindowRows {
 public:
  explicit WindowRows(const QueryDefinition& query);

  // Appends the row of this key. Returns nullptr, or why there is no row, valid until the next call; then `out` is as
  // before.
  const char* append(RowBatch& out, EventTime window_end, std::string_view key, const AccumulatorRow& accumulators);

 private:
  const char* fill(EventTime window_end, std::string_view key, const AccumulatorRow& accumulators);

  const sql::Query& plan_;
  RowEncoder encoder_;
  std::vector<Value> row_;  // group keys, aggregates, window_start, window_end
  std::string failure_;
};

}  // namespace millrace
