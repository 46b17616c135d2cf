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

// Why a record was rejected: a static word for the metric's label and words for the log.
struct Rejection {
  const char* reason = "";  // "malformed", "type", "overflow", "empty", "tombstone", ...
  std::string detail;
};

// One per source thread. Values view the record's bytes or the decoder's scratch: valid until the next decode.
// Missing or null field: NULL. A value of another type: rejection. Other fields are skipped over, not parsed.
class Decoder {
 public:
  virtual ~Decoder() = default;
  // Fills `columns` (one per ColumnSpec). Returns nullptr when fine, else why not (owned by the decoder).
  virtual const Rejection* decode(std::string_view value, std::span<Value> columns) = 0;
};

std::unique_ptr<Decoder> make_json_decoder(std::vector<ColumnSpec> columns);

}  // namespace millrace
