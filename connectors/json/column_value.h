// From a JSON token to a column's value.
//
//   column      takes
//   text        a string
//   boolean     true, false
//   bigint      a number without point and exponent
//   decimal     any number; rounded to the declared scale, half away from zero
//   double      any number
//   timestamp   kAuto: a string of ISO 8601, or a number without point and exponent, milliseconds since 1970
//               otherwise: a number in that unit since 1970, fractions included; cut to whole milliseconds
//   jsonb       any value, as the raw text of the record
// null and a missing field are NULL for all. "type" is said of everything else, "overflow" of what the type cannot
// hold, "unicode" of a text or jsonb with \u0000 or half a surrogate pair, which PostgreSQL does not take either.
#pragma once

#include <string>

#include "connectors/decoder.h"
#include "connectors/json/scan.h"

namespace millrace::json {

// The reason why not, or nullptr and the value. Texts with escapes go to `scratch`, which must have room for them.
const char* to_value(const Token& token, const ColumnSpec& column, std::string& scratch, Value& value);

}  // namespace millrace::json
