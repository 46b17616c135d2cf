#include "service/pipeline/group_key_json.h"

#include <vector>

#include "service/sql/group_key.h"

namespace millrace {

std::string group_key_json(const sql::Query& query, TimestampStyle timestamps, std::string_view key) {
  std::vector<Value> values(query.group_names.size());
  sql::read_group_key(key, values);
  std::string text;
  JsonRowWriter(query.group_names, timestamps).append(text, values);
  return text;
}

}  // namespace millrace
