// Reads PostgreSQL's expression nodes into ours; what it does not know it reports and leaves as ast::Refused.
#pragma once

#include "service/sql/parse/ast.h"
#include "service/sql/parse/refusals.h"

namespace millrace::sql {

class ExpressionReader {
 public:
  ExpressionReader(const SourceText& text, Problems& problems)
      : text_(text), problems_(problems), whitelist_(text, problems) {}

  ast::NodePtr read(const PgQuery__Node& node, Position around);

 private:
  ast::NodePtr read_known(const PgQuery__Node& node, Position around);
  ast::NodePtr constant(const PgQuery__AConst& node, Position around);
  ast::NodePtr column(const PgQuery__ColumnRef& node, Position around);
  ast::NodePtr operation(const PgQuery__AExpr& node, Position around);
  ast::NodePtr logic(const PgQuery__BoolExpr& node, Position around);
  ast::NodePtr null_test(const PgQuery__NullTest& node, Position around);
  ast::NodePtr cast(const PgQuery__TypeCast& node, Position around);
  ast::NodePtr call(const PgQuery__FuncCall& node, Position around);
  std::optional<ast::TypeName> type_name(const PgQuery__TypeName& node, Position around);
  ast::NodePtr refused(std::string_view construct, Position at, std::string_view hint = "");
  ast::NodePtr too_deep(Position at);
  static int start(Position at) { return static_cast<int>(at.offset); }
  Position place(int location, Position around) const { return location < 0 ? around : text_.at(location); }

  const SourceText& text_;
  Problems& problems_;
  Whitelist whitelist_;
  int depth_ = 0;
  bool told_depth_ = false;
};

}  // namespace millrace::sql
