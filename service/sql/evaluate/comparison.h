// = <> < <= > >= on two operands of one type.
#pragma once

#include "service/sql/bind/bound.h"
#include "service/sql/evaluate/node.h"

namespace millrace::sql {

// Both operands are of one comparable kind. Text goes by its bytes (COLLATE "C"), decimals by value, false before
// true, NaN equal to itself and above all other doubles.
ConditionPtr comparison(Operator op, const Bound& left, const Bound& right);

}  // namespace millrace::sql
