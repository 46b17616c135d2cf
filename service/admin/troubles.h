// What a running service would complain of itself now: each with its cause and the remedy.
#pragma once

#include <string>
#include <vector>

#include "service/admin/admin_view.h"

namespace millrace {

struct Trouble {
  std::string check;   // one word: "late"
  std::string found;   // what is wrong, where, since when
  std::string remedy;  // what to do
};

// What happened longer ago than this is no longer told.
inline constexpr std::chrono::minutes kLately{10};
// A partition whose watermark is this far behind another's of its topic holds windows back noticeably.
inline constexpr Millis kFarBehind{60'000};

// Any thread.
std::vector<Trouble> troubles(const AdminView& view);

}  // namespace millrace
