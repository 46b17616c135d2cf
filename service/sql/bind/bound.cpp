#include "service/sql/bind/bound.h"

namespace millrace::sql {

BoundPtr make_constant(Type type, Position position, const Value& value) {
  Constant constant{value, nullptr};
  if (value.kind == TypeKind::kText || value.kind == TypeKind::kJsonb) {
    constant.bytes = std::make_shared<const std::string>(value.text());
    constant.value.bytes = {constant.bytes->data(), constant.bytes->size()};
  }
  return make_bound(type, position, std::move(constant));
}

void visit_parts(const Bound& bound, FunctionRef<void(const BoundPtr&)> visit) {
  if (const auto* operation = std::get_if<Operation>(&bound.is)) {
    for (const auto& operand : operation->operands) visit(operand);
  } else if (const auto* cast = std::get_if<Cast>(&bound.is)) {
    visit(cast->operand);
  } else if (const auto* aggregate = std::get_if<Aggregate>(&bound.is)) {
    if (aggregate->argument) visit(aggregate->argument);
  }
}

BoundPtr rewrite(const BoundPtr& bound, FunctionRef<BoundPtr(const BoundPtr&)> replace) {
  if (auto instead = replace(bound)) return instead;
  if (const auto* operation = std::get_if<Operation>(&bound->is)) {
    Operation copy{operation->op, {}};
    for (const auto& operand : operation->operands) copy.operands.push_back(rewrite(operand, replace));
    return make_bound(bound->type, bound->position, std::move(copy));
  }
  if (const auto* cast = std::get_if<Cast>(&bound->is))
    return make_bound(bound->type, bound->position, Cast{rewrite(cast->operand, replace), cast->to});
  return bound;
}

}  // namespace millrace::sql
