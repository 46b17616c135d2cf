#include "service/sql/parse/select_reader.h"

namespace millrace::sql {
namespace {

bool refuse_set_operation(const PgQuery__SelectStmt& tree, const SourceText& text, const Whitelist& whitelist) {
  const char* word = tree.op == PG_QUERY__SET_OPERATION__SETOP_UNION       ? "UNION"
                     : tree.op == PG_QUERY__SET_OPERATION__SETOP_INTERSECT ? "INTERSECT"
                     : tree.op == PG_QUERY__SET_OPERATION__SETOP_EXCEPT    ? "EXCEPT"
                                                                           : nullptr;
  if (word == nullptr) return false;
  whitelist.refuse(word, text.keyword(word), "write one query per SELECT");
  return true;
}

class SelectReader {
 public:
  SelectReader(const SourceText& text, Problems& problems)
      : text_(text), problems_(problems), whitelist_(text, problems), expressions_(text, problems) {}

  ast::Select read(const PgQuery__SelectStmt& tree) {
    ast::Select select;
    select.position = text_.keyword("SELECT");
    whitelist_.only(tree.base, {"target_list", "from_clause", "where_clause", "group_clause", "limit_option", "op"},
                    static_cast<int>(select.position.offset));
    for (std::size_t i = 0; i < tree.n_target_list; ++i) item(*tree.target_list[i], select);
    if (tree.n_target_list == 0) problems_.add(select.position, "SELECT names no column");
    select.source = source(tree, select.position);
    if (tree.where_clause != nullptr) select.where = expressions_.read(*tree.where_clause, text_.keyword("WHERE"));
    const auto group = text_.keyword("GROUP");
    for (std::size_t i = 0; i < tree.n_group_clause; ++i)
      select.group_by.push_back(expressions_.read(*tree.group_clause[i], group));
    return select;
  }

 private:
  void item(const PgQuery__Node& node, ast::Select& select) {
    if (node.node_case != PG_QUERY__NODE__NODE_RES_TARGET || node.res_target->val == nullptr) {
      return whitelist_.refuse(node.base, static_cast<int>(select.position.offset));
    }
    const auto& target = *node.res_target;
    const auto at = text_.at(target.location);
    if (!whitelist_.only(target.base, {"name", "val"}, static_cast<int>(at.offset))) return;
    ast::SelectItem item{expressions_.read(*target.val, at), std::nullopt};
    if (*target.name != '\0') item.alias = target.name;
    select.items.push_back(std::move(item));
  }

  std::optional<ast::Source> source(const PgQuery__SelectStmt& tree, Position select) {
    if (tree.n_from_clause == 0) {
      problems_.add(select, "the query reads from nothing: add FROM and the name of a source");
      return std::nullopt;
    }
    const auto from = text_.keyword("FROM");
    if (tree.n_from_clause > 1) {
      const int second = location(tree.from_clause[1]->base);
      whitelist_.refuse("a join (more than one source in FROM)", second < 0 ? from : text_.at(second));
      return std::nullopt;
    }
    const auto& node = *tree.from_clause[0];
    if (node.node_case != PG_QUERY__NODE__NODE_RANGE_VAR) {
      if (const auto* inside = content(node)) whitelist_.refuse(*inside, static_cast<int>(from.offset));
      return std::nullopt;
    }
    return source(*node.range_var, from);
  }

  std::optional<ast::Source> source(const PgQuery__RangeVar& tree, Position from) {
    const auto at = tree.location < 0 ? from : text_.at(tree.location);
    const int start = static_cast<int>(at.offset);
    if (!whitelist_.only(tree.base, {"relname", "inh", "relpersistence", "alias"}, start)) return std::nullopt;
    if (tree.inh == 0) {
      whitelist_.refuse("ONLY", text_.keyword("ONLY"));
      return std::nullopt;
    }
    ast::Source source{tree.relname, tree.relname, at};
    if (tree.alias == nullptr) return source;
    whitelist_.only(tree.alias->base, {"aliasname"}, start);
    source.alias = tree.alias->aliasname;
    return source;
  }

  const SourceText& text_;
  Problems& problems_;
  Whitelist whitelist_;
  ExpressionReader expressions_;
};

}  // namespace

std::optional<ast::Select> read_select(const PgQuery__SelectStmt& tree, const SourceText& text, Problems& problems) {
  const Whitelist whitelist(text, problems);
  if (refuse_set_operation(tree, text, whitelist)) return std::nullopt;
  if (tree.n_values_lists > 0) {
    whitelist.refuse("VALUES", text.keyword("VALUES"), "a query is one SELECT from a source");
    return std::nullopt;
  }
  return SelectReader(text, problems).read(tree);
}

}  // namespace millrace::sql
