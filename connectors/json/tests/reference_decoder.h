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
  bool broken_utf8 = false;  // "utf8", or "malformed" if there is also a flaw of another kind further on
};

Expected reference_decode(const std::vector<ColumnSpec>& columns, std::string_view record);

}  // namespace millrace
