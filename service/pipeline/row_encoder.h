// From evaluated values to an encoded output row.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "connectors/json/row_writer.h"
#include "service/pipeline/definition.h"
#include "service/pipeline/messages.h"

namespace millrace {

// One per (thread, query): it has scratch space. Views the definition.
class RowEncoder {
 public:
  explicit RowEncoder(const QueryDefinition& query);

  // Evaluates the query's outputs over `input` and appends the row. `record_key` is the row's key where the sink names
  // no key columns. Returns nullptr, or why there is no row (a static word); then `out` is as before.
  const char* append(RowBatch& out, std::span<const Value> input, std::int64_t timestamp,
                     std::optional<std::string_view> record_key);

 private:
  bool append_key(std::string& out, std::optional<std::string_view> record_key);

  const QueryDefinition& query_;
  JsonRowWriter value_writer_;
  JsonRowWriter key_writer_;  // of several key columns
  std::vector<Value> outputs_;
  std::vector<Value> key_values_;
  sql::EvalContext context_;
};

}  // namespace millrace
