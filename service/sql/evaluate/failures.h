// What can go wrong while a row is evaluated, in static words, as EvalContext wants them; and how it is told.
#pragma once

#include "service/sql/query.h"

namespace millrace::sql {

inline constexpr const char* kDivisionByZero = "division by zero";
inline constexpr const char* kBigintRange = "bigint out of range";
inline constexpr const char* kDoubleRange = "double out of range";
inline constexpr const char* kDecimalRange = "numeric overflow";            // more than 38 digits
inline constexpr const char* kDecimalPrecision = "numeric field overflow";  // more digits than decimal(p,s) has
inline constexpr const char* kNoBigint = "invalid input syntax for type bigint";
inline constexpr const char* kNoDecimal = "invalid input syntax for type decimal";
inline constexpr const char* kNoDouble = "invalid input syntax for type double";
inline constexpr const char* kNoBoolean = "invalid input syntax for type boolean";
inline constexpr const char* kNoTimestamp = "invalid input syntax for type timestamp";

// What an expression that went wrong is worth: its row counts as failed, whatever the value.
inline Value fail(EvalContext& context, const char* what) {
  context.fail(what);
  return Value::null();
}

}  // namespace millrace::sql
