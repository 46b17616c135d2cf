// From a record's bytes to typed columns.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/value.h"

namespace millrace {

enum class TimestampForm : std::uint8_t { kAuto, kSeconds, kMillis, kMicros, kNanos };  // kAuto: ISO 8601 or millis

struct ColumnSpec {
  std::string name;
  Type type;
  TimestampForm timestamp = TimestampForm::kAuto;
};

// Why a record was rejected: a static word for the metric's label and words for the log. The words are:
//   tombstone   no value at all (a view whose data() is null)
//   empty       a value of no bytes
//   malformed   not JSON, anywhere in the record
//   depth       more than 1024 brackets within brackets
//   not_object  JSON, but no object
//   utf8        not valid UTF-8, anywhere in the record
//   type        a column's field holds a value of another type
//   overflow    a column's type cannot hold the number or the time
//   unicode     a text or jsonb column has \u0000 or half a surrogate pair, which PostgreSQL's text cannot hold
// The first one that applies is said, in this order but for the last three, where columns come in their order.
struct Rejection {
  const char* reason = "";
  std::string detail;
};

// One per source thread. Values view the record's bytes or the decoder's scratch: valid until the next decode.
// Missing or null field: NULL. A value of another type: rejection. Other fields are walked over and must be JSON; what
// they hold does not matter. Of a field that comes twice the last one counts, as in PostgreSQL's jsonb. What each type
// takes: connectors/json/column_value.h.
class Decoder {
 public:
  virtual ~Decoder() = default;
  // Fills `columns` (one per ColumnSpec). Returns nullptr when fine, else why not (owned by the decoder).
  virtual const Rejection* decode(std::string_view value, std::span<Value> columns) = 0;
};

std::unique_ptr<Decoder> make_json_decoder(std::vector<ColumnSpec> columns);

}  // namespace millrace
