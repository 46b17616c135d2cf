// Moments in sentences: ISO 8601, UTC.
#pragma once

#include <array>
#include <string>

#include "base/time.h"
#include "connectors/json/iso_time.h"

namespace millrace {

inline std::string time_text(std::int64_t epoch_millis) {
  std::array<char, json::kMaxIsoTime> out;
  return {out.data(), json::write_iso_time(out.data(), epoch_millis)};
}
inline std::string text(EventTime time) { return time_text(millis(time)); }
inline std::string text(WallTime time) { return time_text(time.time_since_epoch().count()); }

}  // namespace millrace
