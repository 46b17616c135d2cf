#include "service/sql/parse/expression_reader.h"

#include <fmt/format.h>

#include "service/sql/parse/parser.h"

namespace millrace::sql {
namespace {

template <class T>
ast::NodePtr node(Position at, T is) {
  return std::make_unique<const ast::Node>(ast::Node{at, std::move(is)});
}

int start(Position at) { return static_cast<int>(at.offset); }

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

// FROM-style calls of the grammar, EXTRACT(x FROM y) and its like, arrive as functions of pg_catalog.
std::string syntax_words(std::string keyword) { return keyword == "AT" ? "AT TIME ZONE" : keyword; }

}  // namespace

ast::NodePtr ExpressionReader::refused(std::string_view construct, Position at, std::string_view hint) {
  whitelist_.refuse(construct, at, hint);
  return node(at, ast::Refused{});
}

ast::NodePtr ExpressionReader::too_deep(Position at) {
  if (!told_depth_) problems_.add(at, fmt::format("expression is nested more than {} levels deep", kDeepestNesting));
  told_depth_ = true;
  return node(at, ast::Refused{});
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
  return node(around, ast::Refused{});
}

ast::NodePtr ExpressionReader::constant(const PgQuery__AConst& tree, Position around) {
  using Kind = ast::Literal::Kind;
  const auto at = place(tree.location, around);
  if (!whitelist_.only(tree.base, {"ival", "fval", "boolval", "sval", "isnull"}, start(at)))
    return node(at, ast::Refused{});
  if (tree.isnull != 0) return node(at, ast::Literal{Kind::kNull, "", false});
  switch (tree.val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
      return node(at, ast::Literal{Kind::kNumber, std::to_string(tree.ival->ival), false});
    case PG_QUERY__A__CONST__VAL_FVAL:
      return node(at, ast::Literal{Kind::kNumber, tree.fval->fval, false});
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
      return node(at, ast::Literal{Kind::kBoolean, "", tree.boolval->boolval != 0});
    case PG_QUERY__A__CONST__VAL_SVAL:
      return node(at, ast::Literal{Kind::kString, tree.sval->sval, false});
    default:
      return refused("this constant", at);
  }
}

ast::NodePtr ExpressionReader::column(const PgQuery__ColumnRef& tree, Position around) {
  const auto at = tree.location < 0 ? around : text_.at(tree.location, 2 * tree.n_fields - 1);
  if (!whitelist_.only(tree.base, {"fields"}, start(at))) return node(at, ast::Refused{});
  std::vector<std::string> names;
  bool star = false;
  for (std::size_t i = 0; i < tree.n_fields; ++i) {
    star = tree.fields[i]->node_case == PG_QUERY__NODE__NODE_A_STAR;
    if (!star) names.emplace_back(string_of(*tree.fields[i]));
  }
  if (names.size() > 2 || (star && names.size() > 1))
    return refused("a name of more than two parts", at, "write source.column");
  if (star) return node(at, ast::Star{names.empty() ? "" : names.front()});
  return node(at, ast::Column{std::move(names)});
}

ast::NodePtr ExpressionReader::operation(const PgQuery__AExpr& tree, Position around) {
  const auto at = place(tree.location, around);
  if (tree.kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP) return refused(kind_words(tree.kind), at);
  if (!whitelist_.only(tree.base, {"kind", "name", "lexpr", "rexpr"}, start(at))) return node(at, ast::Refused{});
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
  return node(at, ast::Operation{*op, std::move(operands)});
}

ast::NodePtr ExpressionReader::logic(const PgQuery__BoolExpr& tree, Position around) {
  const auto at = place(tree.location, around);
  if (!whitelist_.only(tree.base, {"boolop", "args"}, start(at))) return node(at, ast::Refused{});
  const auto op = tree.boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR  ? Operator::kAnd
                  : tree.boolop == PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR ? Operator::kOr
                                                                     : Operator::kNot;
  std::vector<ast::NodePtr> operands;
  for (std::size_t i = 0; i < tree.n_args; ++i) operands.push_back(read(*tree.args[i], at));
  return node(at, ast::Operation{op, std::move(operands)});
}

ast::NodePtr ExpressionReader::null_test(const PgQuery__NullTest& tree, Position around) {
  const auto at = place(tree.location, around);
  if (!whitelist_.only(tree.base, {"arg", "nulltesttype"}, start(at))) return node(at, ast::Refused{});
  const bool is_null = tree.nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL;
  std::vector<ast::NodePtr> operands;
  operands.push_back(read(*tree.arg, at));
  return node(at, ast::Operation{is_null ? Operator::kIsNull : Operator::kIsNotNull, std::move(operands)});
}

ast::NodePtr ExpressionReader::cast(const PgQuery__TypeCast& tree, Position around) {
  const auto at = place(location(tree.base), around);
  if (!whitelist_.only(tree.base, {"arg", "type_name"}, start(at))) return node(at, ast::Refused{});
  auto type = type_name(*tree.type_name, at);
  auto operand = read(*tree.arg, at);
  if (!type) return node(at, ast::Refused{});
  return node(at, ast::Cast{std::move(operand), *std::move(type)});
}

std::optional<ast::TypeName> ExpressionReader::type_name(const PgQuery__TypeName& tree, Position around) {
  const auto at = place(tree.location, around);
  if (!whitelist_.only(tree.base, {"names", "typmods", "typemod"}, start(at))) return std::nullopt;
  ast::TypeName type{"", {}, at};
  if (tree.n_names == 2 && string_of(*tree.names[0]) != "pg_catalog") {
    refused("a schema name before a type", at);
    return std::nullopt;
  }
  type.name = string_of(*tree.names[tree.n_names - 1]);
  for (std::size_t i = 0; i < tree.n_typmods; ++i) {
    const auto& modifier = *tree.typmods[i];
    if (modifier.node_case != PG_QUERY__NODE__NODE_A_CONST ||
        modifier.a_const->val_case != PG_QUERY__A__CONST__VAL_IVAL) {
      refused("this modifier of a type", place(location(modifier.base), at));
      return std::nullopt;
    }
    type.modifiers.push_back(modifier.a_const->ival->ival);
  }
  return type;
}

ast::NodePtr ExpressionReader::call(const PgQuery__FuncCall& tree, Position around) {
  const auto at = place(tree.location, around);
  if (tree.funcformat == PG_QUERY__COERCION_FORM__COERCE_SQL_SYNTAX)
    return refused(syntax_words(text_.capitals(at)), at);
  if (tree.n_funcname != 1) return refused("a schema name before a function", at, "name the function alone");
  const bool plain = whitelist_.only(tree.base, {"funcname", "args", "agg_star", "funcformat"}, start(at));
  ast::Call call{std::string(string_of(*tree.funcname[0])), {}, tree.agg_star != 0};
  for (std::size_t i = 0; i < tree.n_args; ++i) call.arguments.push_back(read(*tree.args[i], at));
  if (!plain) return node(at, ast::Refused{});
  return node(at, std::move(call));
}

}  // namespace millrace::sql
