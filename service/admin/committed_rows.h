// Rows that the state of the last committed checkpoint would make: what people see of the state.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "service/admin/admin_view.h"

namespace millrace {

// Where a list of all keys goes on.
struct RowCursor {
  ShardId shard;
  std::string after;  // a whole key of that shard (state/entry_key.h); "": from its first
};

struct CommittedRow {
  EventTime window_end;
  std::string key;      // service/sql/group_key.h
  bool fired = false;   // the watermark has passed it
  std::string row;      // as the sink would write it; "": it cannot be made
  std::string failure;  // why not
};

struct CommittedRows {
  CheckpointId checkpoint;
  WallTime when{};
  EventTime watermark = kNoEventTime;  // of the query in that checkpoint, in the key's shard or the slowest
  std::vector<CommittedRow> rows;
  std::optional<RowCursor> next;  // there may be more
};

// The row of a key in one window: one, or none. All three: one request at a time, the others wait a little. Nothing of
// the pipeline waits for them. Errors: kRetry.
Result<CommittedRows> row_of_key(const AdminView& view, const QueryConfig& query, const std::string& key,
                                 EventTime window_end);
// The windows of a key, in their order; the cursor's shard does not matter.
Result<CommittedRows> windows_of_key(const AdminView& view, const QueryConfig& query, const std::string& key,
                                     RowCursor from, std::size_t most);
// All keys of all windows, shard by shard, in each by window and key.
Result<CommittedRows> all_rows(const AdminView& view, const QueryConfig& query, RowCursor from, std::size_t most);

}  // namespace millrace
