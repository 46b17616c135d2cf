// A query after parsing, binding and planning: everything the pipeline needs, ready to be evaluated.
#pragma once

#include <forward_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/value.h"
#include "connectors/decoder.h"
#include "state/accumulator.h"

namespace millrace::sql {

inline constexpr std::size_t kLongestIdentifier = 63;  // bytes; PostgreSQL cuts longer ones off without a word

// A position in the SQL text, bytes from 0, so that the file's line and column can be told.
struct Problem {
  std::size_t offset = 0;
  std::size_t length = 1;
  std::string message;  // what is wrong, and the nearest valid spelling
};

// Collects what goes wrong while one row is evaluated (overflow, division by zero). Owns text made by expressions
// (casts to text): values that view it are good until reset(), which is due before every row.
class EvalContext {
 public:
  void fail(const char* what) {
    if (!failed_) failed_ = what;
  }
  const char* failed() const {
    return failed_;
  }  // nullptr: fine; a static word: "numeric overflow", "division by zero"
  std::string_view keep(std::string text) { return texts_.emplace_front(std::move(text)); }
  void reset() {
    failed_ = nullptr;
    if (!texts_.empty()) texts_.clear();
  }

 private:
  const char* failed_ = nullptr;
  std::forward_list<std::string> texts_;
};

// A compiled expression: typed at plan time, shared by threads, no state of its own.
class Expression {
 public:
  virtual ~Expression() = default;
  virtual Value evaluate(std::span<const Value> row, EvalContext& context) const = 0;
};
using ExpressionPtr = std::shared_ptr<const Expression>;

struct OutputColumn {
  std::string name;
  Type type;
  ExpressionPtr expression;
};

// One slot of the row that output expressions of a windowed query see, after its group keys.
struct AggregateSlot {
  std::size_t accumulator = 0;
  AggregateResult result = AggregateResult::kCount;
};

struct Window {  // tumble(size): panes [k * size, (k + 1) * size), aligned to 1970 UTC
  Millis size{0};

  // Of the window that contains this time, epoch milliseconds; before 1970 it is rounded down too.
  std::int64_t end_of(std::int64_t time) const {
    const auto remainder = time % size.count();
    return time - (remainder < 0 ? remainder + size.count() : remainder) + size.count();
  }
};

struct Query {
  std::string source;                     // FROM
  std::vector<std::string> columns_used;  // of the source: the record row's slots, in this order
  ExpressionPtr where;                    // over the record row; null: all. Boolean; NULL is not true

  // Windowed: GROUP BY with tumble(). All four empty for a stateless query.
  std::optional<Window> window;
  std::vector<ExpressionPtr> group_keys;  // over the record row
  std::vector<Type> group_types;
  std::vector<std::string> group_names;  // of an output that is the key, else of its column, else its canonical text
  std::vector<ExpressionPtr> arguments;  // of aggregates, over the record row
  std::vector<AccumulatorSpec> accumulators;

  // Windowed: over [group keys..., aggregate slots..., window_start, window_end]. Stateless: over the record row.
  std::vector<AggregateSlot> aggregates;
  std::vector<OutputColumn> outputs;

  std::string fingerprint;  // canonical text of the plan: what may not change under stored state
};

struct SourceColumns {
  std::string name;
  std::vector<ColumnSpec> columns;
};

// Either the query or every problem found, in order of position.
std::expected<Query, std::vector<Problem>> compile(const std::string& sql, std::span<const SourceColumns> sources);

}  // namespace millrace::sql
