// Reads one SELECT statement, clause by clause.
#pragma once

#include "service/sql/parse/expression_reader.h"

namespace millrace::sql {

// nullopt: not a plain SELECT, and why is in `problems`.
std::optional<ast::Select> read_select(const PgQuery__SelectStmt& tree, const SourceText& text, Problems& problems);

}  // namespace millrace::sql
