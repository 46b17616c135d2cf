// Group keys and times as people write them.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/time.h"
#include "service/sql/query.h"

namespace millrace {

// A key of one column as its raw text, as a record's key has it; or of any number as an object, {"user_id":"ada"}. The
// result is the key's bytes (service/sql/group_key.h), the error what to write instead.
std::expected<std::string, std::string> parse_group_key(const sql::Query& query, std::string_view text);

// ISO 8601, or milliseconds since 1970.
std::expected<EventTime, std::string> parse_time(std::string_view text);
// For milliseconds that are likelier seconds; "": it is fine.
std::string hint_of_seconds(std::string_view time);

}  // namespace millrace
