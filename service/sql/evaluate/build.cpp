#include "service/sql/evaluate/build.h"

#include "service/sql/evaluate/arithmetic.h"
#include "service/sql/evaluate/cast.h"
#include "service/sql/evaluate/comparison.h"
#include "service/sql/evaluate/logic.h"

namespace millrace::sql {
namespace {

ExpressionPtr build_operation(const Operation& operation) {
  const auto& operands = operation.operands;
  switch (operation.op) {
    case Operator::kAnd:
    case Operator::kOr: {
      std::vector<ConditionPtr> conditions;
      for (const auto& operand : operands) conditions.push_back(build_condition(*operand));
      return operation.op == Operator::kAnd ? all_of(std::move(conditions)) : any_of(std::move(conditions));
    }
    case Operator::kNot:
      return negation(build_condition(*operands[0]));
    case Operator::kIsNull:
      return null_test(build(*operands[0]), true);
    case Operator::kIsNotNull:
      return null_test(build(*operands[0]), false);
    case Operator::kPlus:
      return build(*operands[0]);
    case Operator::kNegate:
      return negative(build(*operands[0]));
    default:
      break;
  }
  if (is_comparison(operation.op)) return comparison(operation.op, *operands[0], *operands[1]);
  return arithmetic(operation.op, operands[0]->type.kind, build(*operands[0]), build(*operands[1]));
}

bool is_constant(const BoundPtr& bound) { return std::holds_alternative<Constant>(bound->is); }

bool foldable(const Bound& bound) {
  if (!std::holds_alternative<Operation>(bound.is) && !std::holds_alternative<Cast>(bound.is)) return false;
  bool constants = true;
  visit_parts(bound, [&](const BoundPtr& part) { constants = constants && is_constant(part); });
  return constants;
}

}  // namespace

ExpressionPtr build(const Bound& bound) {
  if (const auto* slot = std::get_if<Slot>(&bound.is)) return std::make_shared<Leaf<FromRow>>(FromRow{slot->index});
  if (const auto* constant = std::get_if<Constant>(&bound.is))
    return std::make_shared<Leaf<Fixed>>(Fixed{constant->value, constant->bytes});
  if (const auto* cast = std::get_if<Cast>(&bound.is))
    return conversion(build(*cast->operand), cast->operand->type.kind, cast->to);
  return build_operation(std::get<Operation>(bound.is));
}

ConditionPtr build_condition(const Bound& bound) {
  auto built = build(bound);
  if (auto condition = std::dynamic_pointer_cast<const Condition>(built)) return condition;
  return as_condition(std::move(built));
}

const char* failure_of_constants(const Bound& bound) {
  if (!foldable(bound)) return nullptr;
  EvalContext context;
  build(bound)->evaluate({}, context);
  return context.failed();
}

BoundPtr fold(BoundPtr bound) {
  if (!foldable(*bound)) return bound;
  EvalContext context;
  const auto value = build(*bound)->evaluate({}, context);
  if (context.failed() != nullptr) return bound;
  return make_constant(bound->type, bound->position, value);
}

}  // namespace millrace::sql
