// A group key for people and programs.
#pragma once

#include <string>
#include <string_view>

#include "connectors/json/row_writer.h"
#include "service/sql/query.h"

namespace millrace {

// An object of the query's group columns: {"user_id":"ada"}. `key` as service/sql/group_key.h has it.
std::string group_key_json(const sql::Query& query, TimestampStyle timestamps, std::string_view key);

}  // namespace millrace
