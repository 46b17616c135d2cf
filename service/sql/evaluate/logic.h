// AND, OR, NOT and IS NULL in SQL's three values.
#pragma once

#include <vector>

#include "service/sql/evaluate/node.h"

namespace millrace::sql {

// From left to right; what follows a false (AND) or a true (OR) is not evaluated, and cannot fail.
ConditionPtr all_of(std::vector<ConditionPtr> conditions);
ConditionPtr any_of(std::vector<ConditionPtr> conditions);
ConditionPtr negation(ConditionPtr condition);
ConditionPtr null_test(ExpressionPtr operand, bool wanted);  // IS NULL: true; IS NOT NULL: false
ConditionPtr as_condition(ExpressionPtr boolean);            // a boolean column, constant or cast

}  // namespace millrace::sql
