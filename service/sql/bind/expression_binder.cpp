#include "service/sql/bind/expression_binder.h"

#include <fmt/format.h>

#include "service/sql/bind/types.h"
#include "service/sql/evaluate/build.h"
#include "service/sql/evaluate/cast.h"
#include "service/sql/evaluate/text_forms.h"

namespace millrace::sql {
namespace {

constexpr Type kBoolean{TypeKind::kBoolean, 0, 0};
constexpr Type kText{TypeKind::kText, 0, 0};

std::string missing_operator(Operator op, const Type& left, const Type& right) {
  if (left.kind == TypeKind::kJsonb || right.kind == TypeKind::kJsonb)
    return fmt::format("operator {} is not supported for jsonb", symbol(op));
  return fmt::format("operator does not exist: {} {} {}", type_word(left), symbol(op), type_word(right));
}

}  // namespace

BoundPtr ExpressionBinder::report(Position at, std::string message) {
  problems_.add(at, std::move(message));
  return nullptr;
}

BoundPtr ExpressionBinder::bind(const ast::Node& node, Clause clause) {
  const auto at = node.position;
  struct ByKind {
    ExpressionBinder& binder;
    Position at;
    Clause clause;
    BoundPtr operator()(const ast::Refused&) const { return nullptr; }
    BoundPtr operator()(const ast::Star&) const { return binder.report(at, "* is not supported inside an expression"); }
    BoundPtr operator()(const ast::Column& name) const { return binder.column(name, at, clause); }
    BoundPtr operator()(const ast::Literal& literal) const { return binder.literal(literal, at); }
    BoundPtr operator()(const ast::Operation& operation) const { return binder.operation(operation, at, clause); }
    BoundPtr operator()(const ast::Cast& cast) const { return binder.cast(cast, at, clause); }
    BoundPtr operator()(const ast::Call& call) const { return binder.call(call, at, clause); }
  };
  return std::visit(ByKind{*this, at, clause}, node.is);
}

BoundPtr ExpressionBinder::bind_settled(const ast::Node& node, Clause clause) {
  auto bound = bind(node, clause);
  return bound && is_unknown(bound->type) ? coerce(bound, kText, problems_) : bound;
}

BoundPtr ExpressionBinder::bind_boolean(const ast::Node& node, Clause clause, std::string_view of) {
  const auto bound = bind(node, clause);
  if (!bound) return nullptr;
  if (bound->type.kind == TypeKind::kBoolean || is_unknown(bound->type)) return coerce(bound, kBoolean, problems_);
  return report(bound->position,
                fmt::format("argument of {} must be type boolean, not type {}", of, type_word(bound->type)));
}

BoundPtr ExpressionBinder::column(const ast::Column& name, Position at, Clause clause) {
  const auto& last = name.names.back();
  const bool is_edge = name.names.size() == 1 && (last == "window_start" || last == "window_end");
  if (!is_edge) return scope_.column(name, at, problems_);
  if (scope_.has(last) && windowed_ && clause == Clause::kSelect) {
    return report(at, fmt::format("'{}' is both a column of source '{}' and the window's; qualify it with the source "
                                  "to mean the column",
                                  last, scope_.source().name));
  }
  return scope_.may_have(last) ? scope_.column(name, at, problems_) : window_edge(last, at, clause);
}

BoundPtr ExpressionBinder::window_edge(const std::string& name, Position at, Clause clause) {
  if (!windowed_) {
    return report(at, fmt::format("{} exists only in a windowed query: add GROUP BY tumble('1 minute')", name));
  }
  if (clause != Clause::kSelect) {
    return report(
        at, fmt::format("{} is known only when a window fires: use it in the SELECT list, outside aggregates", name));
  }
  return make_bound({TypeKind::kTimestamp, 0, 0}, at, name == "window_start" ? WindowEdge::kStart : WindowEdge::kEnd);
}

BoundPtr ExpressionBinder::literal(const ast::Literal& literal, Position at) {
  using Kind = ast::Literal::Kind;
  switch (literal.kind) {
    case Kind::kNull:
      return make_constant({}, at, Value::null());
    case Kind::kBoolean:
      return make_constant(kBoolean, at, Value::of_boolean(literal.boolean));
    case Kind::kString:
      return make_constant({}, at, Value::of_text(literal.text));
    case Kind::kNumber:
      break;
  }
  if (const auto integer = parse_bigint(literal.text))
    return make_constant({TypeKind::kBigint, 0, 0}, at, Value::of_bigint(*integer));
  if (const auto decimal = parse_decimal(literal.text))
    return make_constant(decimal_type(decimal->scale), at, *decimal);
  return report(at, fmt::format("a number of more than {} digits; a double is written '{}'::double", kMaxDecimalDigits,
                                literal.text));
}

BoundPtr ExpressionBinder::operation(const ast::Operation& operation, Position at, Clause clause) {
  switch (operation.op) {
    case Operator::kAnd:
    case Operator::kOr:
    case Operator::kNot:
      return logic(operation, at, clause);
    case Operator::kNegate:
    case Operator::kPlus:
      return sign(operation, at, clause);
    case Operator::kIsNull:
    case Operator::kIsNotNull: {
      const auto operand = bind_settled(*operation.operands[0], clause);
      return operand ? fold(make_bound(kBoolean, at, Operation{operation.op, {operand}})) : nullptr;
    }
    default:
      return two_sided(operation, at, clause);
  }
}

BoundPtr ExpressionBinder::logic(const ast::Operation& operation, Position at, Clause clause) {
  std::vector<BoundPtr> operands;
  bool fine = true;
  for (const auto& operand : operation.operands) {
    operands.push_back(bind_boolean(*operand, clause, symbol(operation.op)));
    fine = fine && operands.back();
  }
  return fine ? fold(make_bound(kBoolean, at, Operation{operation.op, std::move(operands)})) : nullptr;
}

BoundPtr ExpressionBinder::sign(const ast::Operation& operation, Position at, Clause clause) {
  const auto operand = bind(*operation.operands[0], clause);
  if (!operand) return nullptr;
  if (is_numeric(operand->type)) return fold(make_bound(operand->type, at, Operation{operation.op, {operand}}));
  const auto* trouble = is_unknown(operand->type) ? "operator is not unique" : "operator does not exist";
  return report(at, fmt::format("{}: {} {}", trouble, symbol(operation.op), type_word(operand->type)));
}

BoundPtr ExpressionBinder::two_sided(const ast::Operation& operation, Position at, Clause clause) {
  const auto op = operation.op;
  auto left = bind(*operation.operands[0], clause);
  auto right = bind(*operation.operands[1], clause);
  if (!left || !right) return nullptr;
  if (is_unknown(left->type) && is_unknown(right->type)) {
    if (is_arithmetic(op)) return report(at, fmt::format("operator is not unique: unknown {} unknown", symbol(op)));
    left = coerce(left, kText, problems_);
  }
  // A literal takes the other side's type.
  const auto& left_type = is_unknown(left->type) ? right->type : left->type;
  const auto& right_type = is_unknown(right->type) ? left->type : right->type;
  const auto common = common_type(op, left_type, right_type);
  if (!common) return report(at, missing_operator(op, left->type, right->type));
  left = coerce(left, Type{common->kind, 0, 0}, problems_);
  right = coerce(right, Type{common->kind, 0, 0}, problems_);
  if (!left || !right) return nullptr;
  const auto type = is_comparison(op) ? kBoolean : arithmetic_type(op, left->type, right->type);
  return fold(make_bound(type, at, Operation{op, {left, right}}));
}

BoundPtr ExpressionBinder::cast(const ast::Cast& cast, Position at, Clause clause) {
  std::string problem;
  const auto type = find_type(cast.type, problem);
  if (!type) problems_.add(cast.type.position, problem);
  const auto operand = bind(*cast.operand, clause);
  if (!operand || !type) return nullptr;
  if (!is_unknown(operand->type) && find_conversion(operand->type.kind, type->kind) == nullptr)
    return report(at, fmt::format("cannot cast type {} to {}", type_word(operand->type), type_word(*type)));
  return coerce(operand, *type, problems_);
}

}  // namespace millrace::sql
