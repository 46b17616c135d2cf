// The leaves of expressions, and what has a name: constants, columns, casts to types, function calls.
#include <fmt/format.h>

#include "service/sql/parse/expression_reader.h"

namespace millrace::sql {
namespace {

// FROM-style calls of the grammar, EXTRACT(x FROM y) and its like, arrive as functions of pg_catalog.
std::string syntax_words(const std::string& keyword) { return keyword == "AT" ? "AT TIME ZONE" : keyword; }

}  // namespace

ast::NodePtr ExpressionReader::constant(const PgQuery__AConst& tree, Position around) {
  using Kind = ast::Literal::Kind;
  const auto at = place(tree.location, around);
  if (!whitelist_.only(tree.base, {"ival", "fval", "boolval", "sval", "isnull"}, start(at)))
    return ast::make_node(at, ast::Refused{});
  if (tree.isnull != 0) return ast::make_node(at, ast::Literal{Kind::kNull, "", false});
  switch (tree.val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
      return ast::make_node(at, ast::Literal{Kind::kNumber, std::to_string(tree.ival->ival), false});
    case PG_QUERY__A__CONST__VAL_FVAL:
      return ast::make_node(at, ast::Literal{Kind::kNumber, tree.fval->fval, false});
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
      return ast::make_node(at, ast::Literal{Kind::kBoolean, "", tree.boolval->boolval != 0});
    case PG_QUERY__A__CONST__VAL_SVAL:
      return ast::make_node(at, ast::Literal{Kind::kString, tree.sval->sval, false});
    default:
      return refused("this constant", at);
  }
}

ast::NodePtr ExpressionReader::column(const PgQuery__ColumnRef& tree, Position around) {
  const auto at = tree.location < 0 ? around : text_.at(tree.location, 2 * tree.n_fields - 1);
  if (!whitelist_.only(tree.base, {"fields"}, start(at))) return ast::make_node(at, ast::Refused{});
  std::vector<std::string> names;
  bool star = false;
  for (std::size_t i = 0; i < tree.n_fields; ++i) {
    star = tree.fields[i]->node_case == PG_QUERY__NODE__NODE_A_STAR;
    if (!star) names.emplace_back(string_of(*tree.fields[i]));
  }
  if (names.size() > 2 || (star && names.size() > 1))
    return refused("a name of more than two parts", at, "write source.column");
  if (star) return ast::make_node(at, ast::Star{names.empty() ? "" : names.front()});
  return ast::make_node(at, ast::Column{std::move(names)});
}

ast::NodePtr ExpressionReader::cast(const PgQuery__TypeCast& tree, Position around) {
  const auto at = place(location(tree.base), around);
  if (!whitelist_.only(tree.base, {"arg", "type_name"}, start(at))) return ast::make_node(at, ast::Refused{});
  auto type = type_name(*tree.type_name, at);
  auto operand = read(*tree.arg, at);
  if (!type) return ast::make_node(at, ast::Refused{});
  return ast::make_node(at, ast::Cast{std::move(operand), *std::move(type)});
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
  if (!plain) return ast::make_node(at, ast::Refused{});
  return ast::make_node(at, std::move(call));
}

}  // namespace millrace::sql
