#include "service/sql/bind/select_binder.h"

#include <fmt/format.h>

#include "service/sql/bind/group_binder.h"

namespace millrace::sql {
namespace {

// The name PostgreSQL would give; nullopt where it says "?column?".
std::optional<std::string> natural_name(const ast::Node& node) {
  if (const auto* column = std::get_if<ast::Column>(&node.is)) return column->names.back();
  if (const auto* call = std::get_if<ast::Call>(&node.is)) return call->name;
  if (const auto* cast = std::get_if<ast::Cast>(&node.is)) {
    const auto inner = natural_name(*cast->operand);
    return inner ? inner : cast->type.name;
  }
  return std::nullopt;
}

class OutputBinder {
 public:
  OutputBinder(const Scope& scope, ExpressionBinder& expressions, bool grouped, Problems& problems)
      : scope_(scope), expressions_(expressions), grouped_(grouped), problems_(problems) {}

  void bind(const ast::SelectItem& item) {
    const auto at = item.expression->position;
    if (const auto* star = std::get_if<ast::Star>(&item.expression->is)) return all_columns(*star, at);
    auto bound = expressions_.bind_settled(*item.expression, Clause::kSelect);
    auto name = item.alias ? item.alias : natural_name(*item.expression);
    if (!name && bound) problems_.add(at, "this column has no name: add AS and a name");
    add(name.value_or(""), at, std::move(bound));
  }

  std::vector<BoundOutput> take() { return std::move(outputs_); }

 private:
  void all_columns(const ast::Star& star, Position at) {
    if (!star.qualifier.empty() && !scope_.check_qualifier(star.qualifier, at, problems_)) return;
    if (grouped_) {
      problems_.add(at, "* is not possible in a windowed query: name the grouped columns and aggregates");
      return;
    }
    for (std::size_t i = 0; i < scope_.source().columns.size(); ++i)
      add(scope_.source().columns[i].name, at, scope_.column(i, at, problems_));
  }

  void add(std::string name, Position at, BoundPtr expression) {
    const bool taken = std::ranges::find(outputs_, name, &BoundOutput::name) != outputs_.end();
    if (taken && !name.empty())
      problems_.add(at, fmt::format("two output columns are called '{}': give one another name with AS", name));
    outputs_.push_back({std::move(name), std::move(expression)});
  }

  const Scope& scope_;
  ExpressionBinder& expressions_;
  bool grouped_;
  Problems& problems_;
  std::vector<BoundOutput> outputs_;
};

}  // namespace

BoundSelect bind_select(const ast::Select& select, std::span<const SourceColumns> sources, Problems& problems) {
  const auto* source = select.source ? find_source(*select.source, sources, problems) : nullptr;
  const Scope scope(source, select.source ? std::optional(select.source->alias) : std::nullopt);
  BoundSelect bound;
  bound.source = &scope.source();
  bound.grouped = !select.group_by.empty();
  ExpressionBinder expressions(scope, bound.grouped, problems);
  OutputBinder outputs(scope, expressions, bound.grouped, problems);
  for (const auto& item : select.items) outputs.bind(item);
  bound.outputs = outputs.take();
  if (select.where) bound.where = expressions.bind_boolean(*select.where, Clause::kWhere, "WHERE");
  bind_groups(select, scope, expressions, bound, problems);
  return bound;
}

}  // namespace millrace::sql
