// From the planned tree to an expression that runs.
#pragma once

#include "service/sql/bind/bound.h"
#include "service/sql/evaluate/node.h"

namespace millrace::sql {

// Every leaf must be a Slot or a Constant, every type known.
ExpressionPtr build(const Bound& bound);
ConditionPtr build_condition(const Bound& bound);

// The constant it amounts to when all its operands are constants; else, or if it fails (as every row then will),
// itself.
BoundPtr fold(BoundPtr bound);

}  // namespace millrace::sql
