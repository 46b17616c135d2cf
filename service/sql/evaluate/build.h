// From the planned tree to an expression that runs.
#pragma once

#include "service/sql/bind/bound.h"
#include "service/sql/evaluate/node.h"

namespace millrace::sql {

// Every leaf must be a Slot or a Constant, every type known.
ExpressionPtr build(const Bound& bound);
ConditionPtr build_condition(const Bound& bound);

// The constant it amounts to when all its operands are constants; else, or if it fails, itself.
BoundPtr fold(BoundPtr bound);
// How it fails when all its operands are constants: what fold() has left. Null: not at all, or not known before a row.
const char* failure_of_constants(const Bound& bound);

}  // namespace millrace::sql
