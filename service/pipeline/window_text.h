// A window of one key, for people.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "service/config/config.h"

namespace millrace {

// "query totals, key {"user_id":"ada"}, window ending at 2026-01-02T03:04:05.000Z"; of a long key its beginning. `key`
// as service/sql/group_key.h has it.
std::string window_text(const QueryConfig& query, EventTime window_end, std::string_view key);

inline constexpr std::size_t kLongestKeyShown = 64;  // bytes: a line of the log, not the record

}  // namespace millrace
