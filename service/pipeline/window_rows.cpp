#include "service/pipeline/window_rows.h"

#include "service/sql/group_key.h"

namespace millrace {

WindowRows::WindowRows(const QueryDefinition& query)
    : plan_(query.config->plan), encoder_(query), row_(plan_.group_keys.size() + plan_.aggregates.size() + 2) {}

const char* WindowRows::append(RowBatch& out, EventTime window_end, std::string_view key,
                               const AccumulatorRow& accumulators) {
  if (const char* failed = fill(window_end, key, accumulators)) return failed;
  return encoder_.append(out, row_, millis(window_end) - 1, std::nullopt);
}

const char* WindowRows::fill(EventTime window_end, std::string_view key, const AccumulatorRow& accumulators) {
  std::size_t at = plan_.group_keys.size();
  sql::read_group_key(key, std::span(row_).first(at));
  for (const auto& slot : plan_.aggregates) {
    auto value = accumulators.result(slot.accumulator, slot.result);
    if (!value) {
      failure_ = value.error().cause;
      return failure_.c_str();
    }
    row_[at++] = *value;
  }
  row_[at++] = Value::of_timestamp(window_end - plan_.window->size);
  row_[at] = Value::of_timestamp(window_end);
  return nullptr;
}

}  // namespace millrace
