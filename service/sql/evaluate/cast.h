// Casts between types: which exist, and what they do to a value.
#pragma once

#include <optional>
#include <string>

#include "service/sql/evaluate/node.h"

namespace millrace::sql {

// Never called for NULL; a failure goes to the context. Text made here belongs to the context.
using Conversion = Value (*)(const Value& from, const Type& to, EvalContext& context);

// Null: PostgreSQL has no such cast, or Millrace has none (jsonb). From a kind to itself there is one.
Conversion find_conversion(TypeKind from, TypeKind to);
ExpressionPtr conversion(ExpressionPtr operand, TypeKind from, const Type& to);

}  // namespace millrace::sql
