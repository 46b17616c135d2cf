// Function calls: the aggregates, and where they may stand.
#include <fmt/format.h>

#include <array>

#include "base/nearest_name.h"
#include "service/sql/bind/aggregates.h"
#include "service/sql/bind/expression_binder.h"
#include "service/sql/bind/types.h"

namespace millrace::sql {
namespace {

std::string unknown_function(const std::string& name) {
  const std::array<std::string, 6> known = {"count", "sum", "min", "max", "avg", "tumble"};
  const auto near = nearest_name(name, known);
  return fmt::format("function {}() is not supported{}; there are count, sum, min, max, avg and, in GROUP BY, tumble",
                     name, near ? fmt::format(" (did you mean {}()?)", *near) : "");
}

}  // namespace

BoundPtr ExpressionBinder::call(const ast::Call& call, Position at, Clause clause) {
  if (is_aggregate(call.name)) return aggregate(call, at, clause);
  if (call.name == "tumble") {
    return report(at, clause == Clause::kGroupBy
                          ? "tumble() stands alone in GROUP BY, not inside an expression"
                          : "tumble() belongs in GROUP BY; its window's window_start and window_end can be selected");
  }
  problems_.add(at, unknown_function(call.name));
  for (const auto& argument : call.arguments) bind(*argument, clause);  // for their problems
  return nullptr;
}

bool ExpressionBinder::aggregate_allowed(const std::string& name, Position at, Clause clause) {
  if (clause == Clause::kWhere) problems_.add(at, "aggregate functions are not allowed in WHERE");
  if (clause == Clause::kGroupBy) problems_.add(at, "aggregate functions are not allowed in GROUP BY");
  if (clause == Clause::kArgument) problems_.add(at, "aggregate function calls cannot be nested");
  if (clause != Clause::kSelect) return false;
  if (!windowed_ && !told_window_) {
    problems_.add(at, fmt::format("{}() needs a window over the stream: add GROUP BY tumble('1 minute')", name));
    told_window_ = true;
  }
  return true;
}

BoundPtr ExpressionBinder::aggregate(const ast::Call& call, Position at, Clause clause) {
  const bool allowed = aggregate_allowed(call.name, at, clause);
  if (call.star) {
    if (call.name != "count") return report(at, fmt::format("{}(*) does not exist; name what to aggregate", call.name));
    const auto rule = count_all();
    return allowed ? make_bound(rule.type, at, Aggregate{rule.kind, rule.result, nullptr}) : nullptr;
  }
  const auto argument = aggregate_argument(call, at);
  if (!argument || !allowed) return nullptr;
  const auto rule = aggregate_rule(call.name, argument->type);
  if (!rule) return report(at, fmt::format("function {}({}) does not exist", call.name, type_word(argument->type)));
  return make_bound(rule->type, at, Aggregate{rule->kind, rule->result, argument});
}

BoundPtr ExpressionBinder::aggregate_argument(const ast::Call& call, Position at) {
  if (call.arguments.size() != 1) {
    for (const auto& argument : call.arguments) bind(*argument, Clause::kArgument);
    return report(at, fmt::format("{}() takes one argument, not {}{}", call.name, call.arguments.size(),
                                  call.name == "count" ? "; count(*) counts rows" : ""));
  }
  auto argument = bind(*call.arguments[0], Clause::kArgument);
  if (!argument || !is_unknown(argument->type)) return argument;
  if (call.name == "sum" || call.name == "avg")
    return report(at, fmt::format("function {}(unknown) is not unique; cast the argument", call.name));
  return coerce(argument, {TypeKind::kText, 0, 0}, problems_);
}

}  // namespace millrace::sql
