// + - * / % and the sign, on bigint, decimal and double, with PostgreSQL's errors.
#pragma once

#include "service/sql/evaluate/node.h"
#include "service/sql/operator.h"

namespace millrace::sql {

// Both operands are of `kind`.
ExpressionPtr arithmetic(Operator op, TypeKind kind, const ExpressionPtr& left, const ExpressionPtr& right);
ExpressionPtr negative(ExpressionPtr operand);

}  // namespace millrace::sql
