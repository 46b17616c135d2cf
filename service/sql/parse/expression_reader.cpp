#include "service/sql/parse/expression_reader.h"

#include <fmt/format.h>

#include "service/sql/parse/parser.h"

namespace millrace::sql {
namespace {

std::string_view kind_words(PgQuery__AExprKind kind) {
  switch (kind) {
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY:
      return "an operator with ANY/SOME";
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL:
      return "an operator with ALL";
    case PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT:
      return "IS DISTINCT FROM";
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT:
      return "IS NOT DISTINCT FROM";
    case PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF:
      return "NULLIF";
    case PG_QUERY__A__EXPR__KIND__AEXPR_IN:
      return "IN";
    case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE:
      return "LIKE";
    case PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE:
      return "ILIKE";
    case PG_QUERY__A__EXPR__KIND__AEXPR_SIMILAR:
      return "SIMILAR TO";
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN:
      return "BETWEEN";
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM:
      return "BETWEEN SYMMETRIC";
    default:
      return "this kind of operator";
  }
}

}  // namespace

ast::NodePtr ExpressionReader::refused(std::string_view construct, Position at, std::string_view hint) {
  whitelist_.refuse(construct, at, hint);
  return ast::make_node(at, ast::Refused{});
}

ast::NodePtr ExpressionReader::too_deep(Position at) {
  if (!told_depth_) problems_.add(at, fmt::format("expression is nested more than {} levels deep", kDeepestNesting));
  told_depth_ = true;
  return ast::make_node(at, ast::Refused{});
}

ast::NodePtr ExpressionReader::read(const PgQuery__Node& tree, Position around) {
  if (depth_ == kDeepestNesting) return too_deep(around);
  ++depth_;
  auto result = read_known(tree, around);
  --depth_;
  return result;
}

ast::NodePtr ExpressionReader::read_known(const PgQuery__Node& tree, Position around) {
  switch (tree.node_case) {
    case PG_QUERY__NODE__NODE_A_CONST:
      return constant(*tree.a_const, around);
    case PG_QUERY__NODE__NODE_COLUMN_REF:
      return column(*tree.column_ref, around);
    case PG_QUERY__NODE__NODE_A_EXPR:
      return operation(*tree.a_expr, around);
    case PG_QUERY__NODE__NODE_BOOL_EXPR:
      return logic(*tree.bool_expr, around);
    case PG_QUERY__NODE__NODE_NULL_TEST:
      return null_test(*tree.null_test, around);
    case PG_QUERY__NODE__NODE_TYPE_CAST:
      return cast(*tree.type_cast, around);
    case PG_QUERY__NODE__NODE_FUNC_CALL:
      return call(*tree.func_call, around);
    default:
      break;
  }
  const auto* inside = content(tree);
  if (inside == nullptr) return refused("an empty expression", around);
  whitelist_.refuse(*inside, start(around));
  return ast::make_node(around, ast::Refused{});
}

ast::NodePtr ExpressionReader::operation(const PgQuery__AExpr& tree, Position around) {
  const auto at = place(tree.location, around);
  if (tree.kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP) return refused(kind_words(tree.kind), at);
  if (!whitelist_.only(tree.base, {"kind", "name", "lexpr", "rexpr"}, start(at)))
    return ast::make_node(at, ast::Refused{});
  if (tree.n_name != 1) return refused("OPERATOR(schema.name)", at);
  const auto symbol = string_of(*tree.name[0]);
  auto op = binary_operator(symbol);
  if (tree.lexpr == nullptr && op == Operator::kSubtract)
    op = Operator::kNegate;
  else if (tree.lexpr == nullptr && op == Operator::kAdd)
    op = Operator::kPlus;
  else if (tree.lexpr == nullptr)
    op.reset();
  if (!op || tree.rexpr == nullptr) return refused(fmt::format("operator {}", symbol), at);
  std::vector<ast::NodePtr> operands;
  if (tree.lexpr != nullptr) operands.push_back(read(*tree.lexpr, at));
  operands.push_back(read(*tree.rexpr, at));
  return ast::make_node(at, ast::Operation{*op, std::move(operands)});
}

ast::NodePtr ExpressionReader::logic(const PgQuery__BoolExpr& tree, Position around) {
  const auto at = place(tree.location, around);
  if (!whitelist_.only(tree.base, {"boolop", "args"}, start(at))) return ast::make_node(at, ast::Refused{});
  const auto op = tree.boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR  ? Operator::kAnd
                  : tree.boolop == PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR ? Operator::kOr
                                                                     : Operator::kNot;
  std::vector<ast::NodePtr> operands;
  for (std::size_t i = 0; i < tree.n_args; ++i) operands.push_back(read(*tree.args[i], at));
  return ast::make_node(at, ast::Operation{op, std::move(operands)});
}

ast::NodePtr ExpressionReader::null_test(const PgQuery__NullTest& tree, Position around) {
  const auto at = place(tree.location, around);
  if (!whitelist_.only(tree.base, {"arg", "nulltesttype"}, start(at))) return ast::make_node(at, ast::Refused{});
  const bool is_null = tree.nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL;
  std::vector<ast::NodePtr> operands;
  operands.push_back(read(*tree.arg, at));
  return ast::make_node(at, ast::Operation{is_null ? Operator::kIsNull : Operator::kIsNotNull, std::move(operands)});
}

}  // namespace millrace::sql
