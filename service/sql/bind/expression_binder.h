// From names and operators to typed trees. Reports every problem at its place and goes on.
#pragma once

#include "service/sql/bind/scope.h"
#include "service/sql/parse/ast.h"

namespace millrace::sql {

enum class Clause { kWhere, kGroupBy, kSelect, kArgument };  // kArgument: inside an aggregate

class ExpressionBinder {
 public:
  // windowed: the query has GROUP BY, so that aggregates and window_start, window_end are known in SELECT.
  ExpressionBinder(const Scope& scope, bool windowed, Problems& problems)
      : scope_(scope), windowed_(windowed), problems_(problems) {}

  // Null: reported. The type may still be unknown (a bare 'text' or NULL): see settled().
  BoundPtr bind(const ast::Node& node, Clause clause);
  // The same, and of a known type: what is still unknown becomes text.
  BoundPtr bind_settled(const ast::Node& node, Clause clause);
  // The same, and boolean; `of` names who wants it: "WHERE", "AND".
  BoundPtr bind_boolean(const ast::Node& node, Clause clause, std::string_view of);

 private:
  BoundPtr column(const ast::Column& name, Position at, Clause clause);
  BoundPtr window_edge(const std::string& name, Position at, Clause clause);
  BoundPtr literal(const ast::Literal& literal, Position at);
  BoundPtr operation(const ast::Operation& operation, Position at, Clause clause);
  BoundPtr logic(const ast::Operation& operation, Position at, Clause clause);
  BoundPtr sign(const ast::Operation& operation, Position at, Clause clause);
  BoundPtr two_sided(const ast::Operation& operation, Position at, Clause clause);
  BoundPtr cast(const ast::Cast& cast, Position at, Clause clause);
  BoundPtr call(const ast::Call& call, Position at, Clause clause);
  BoundPtr aggregate(const ast::Call& call, Position at, Clause clause);
  BoundPtr aggregate_argument(const ast::Call& call, Position at);
  bool aggregate_allowed(const std::string& name, Position at, Clause clause);
  BoundPtr report(Position at, std::string message);  // null

  const Scope& scope_;
  bool windowed_;
  Problems& problems_;
  bool told_window_ = false;
};

// Brings an expression to a type: an unknown literal is read as one, numbers are cast. Null: reported.
BoundPtr coerce(const BoundPtr& bound, const Type& to, Problems& problems);

}  // namespace millrace::sql
