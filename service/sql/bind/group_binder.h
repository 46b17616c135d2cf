// GROUP BY: the window, and the keys by expression, by name or by position.
#pragma once

#include "service/sql/bind/expression_binder.h"
#include "service/sql/bind/select_binder.h"

namespace millrace::sql {

// Fills the window and the keys of `bound`.
void bind_groups(const ast::Select& select, const Scope& scope, ExpressionBinder& expressions, BoundSelect& bound,
                 Problems& problems);

}  // namespace millrace::sql
