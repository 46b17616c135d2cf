// Many deltas become one sorted run: the newest entry of each key, without what has expired since.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/function_ref.h"
#include "state/delta_file.h"

namespace millrace {

using ExpiredThrough = std::map<QueryId, EventTime>;

// Per query the latest of what the files report.
void merge_expired(ExpiredThrough& into, const ExpiredThrough& newer);
bool is_expired(const ExpiredThrough& expired, QueryId query, EventTime pane_end);

// `files`: oldest first, one timeline. Visits keys (entry_key.h) in ascending order, each once; the visitor's error
// ends the walk. Increments are refused: nothing in step one writes them, and adding them needs the accumulators'
// merge.
Result<void> fold(std::span<const DeltaFile> files, FunctionRef<Result<void>(const StoredEntry&)> visit);

// Absolute entries only, see fold().
Error unknown_increment(const DeltaFile& file);

Result<std::vector<DeltaFile>> fetch_deltas(const CheckpointStore& store, ShardId shard,
                                            std::span<const DeltaRef> deltas);

}  // namespace millrace
