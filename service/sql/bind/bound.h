// An expression after binding: every name resolved, every node typed, implicit casts written out.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/function_ref.h"
#include "service/sql/operator.h"
#include "service/sql/parse/problems.h"

namespace millrace::sql {

struct Bound;
using BoundPtr = std::shared_ptr<const Bound>;  // immutable, so that parts may be shared

struct ColumnRef {
  std::size_t index = 0;             // among the source's declared columns
  const ColumnSpec* spec = nullptr;  // the caller's, good while compile() runs
};

struct Constant {
  Value value;
  std::shared_ptr<const std::string> bytes;  // what a text value views
};

struct Operation {
  Operator op = Operator::kAnd;
  std::vector<BoundPtr> operands;  // of one type each, as the operator wants them
};

struct Cast {
  BoundPtr operand;
  Type to;
};

struct Aggregate {
  AccumulatorKind kind = AccumulatorKind::kCountAll;
  AggregateResult result = AggregateResult::kCount;
  BoundPtr argument;  // null: count(*)
};

enum class WindowEdge { kStart, kEnd };

struct Slot {
  std::size_t index = 0;  // of the row that the expression is given; only planning makes these
};

// A type of kNull is PostgreSQL's "unknown": a quoted literal or NULL that takes the type of what it meets.
struct Bound {
  Type type;
  Position position;
  std::variant<ColumnRef, Constant, Operation, Cast, Aggregate, WindowEdge, Slot> is;
};

template <class T>
BoundPtr make_bound(Type type, Position position, T is) {
  return std::make_shared<const Bound>(Bound{type, position, std::move(is)});
}
BoundPtr make_constant(Type type, Position position, const Value& value);  // copies text

// Same meaning, same text, whatever the SQL's formatting: "(> amount:decimal(12,2) 0:bigint)".
std::string canonical(const Bound& bound);

void visit_parts(const Bound& bound, FunctionRef<void(const BoundPtr&)> visit);  // direct operands
// From the top down: where `replace` answers a node it stands in, elsewhere (null) the parts are gone through.
BoundPtr rewrite(const BoundPtr& bound, FunctionRef<BoundPtr(const BoundPtr&)> replace);

}  // namespace millrace::sql
