// What a decoder must say of any record, found in another way: RapidJSON reads the whole of it into fields, of which
// the last of each name is then converted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/decoder.h"

namespace millrace {

struct Expected {
  std::string shown;     // as decoded() shows it
  bool unclear = false;  // RapidJSON has its own limits and its own order of complaints: then anything but a crash goes
  bool broken_utf8 = false;  // "utf8", or the flaw of another kind that is there too
};

Expected reference_decode(const std::vector<ColumnSpec>& columns, std::string_view record);

inline bool agrees(const Expected& expected, std::string_view got) {
  if (expected.unclear || got == expected.shown) return true;
  return expected.broken_utf8 &&
         (got == "rejected: malformed" || got == "rejected: depth" || got == "rejected: not_object");
}

}  // namespace millrace
