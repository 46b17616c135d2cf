// Why a row is not there, or is: what is known about one key and one window of a query.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "service/admin/committed_rows.h"
#include "service/admin/late_rule.h"

namespace millrace {

enum class Why {
  kWaiting,     // the window waits for the watermark
  kCommitting,  // it has fired; the checkpoint that commits its rows is not decided yet
  kFired,       // its rows are committed
  kLeftOut,     // records of the key came too late, or its row could not be made
  kNoRecord,    // no record of the key was in it
  kNotRecorded  // the watermark has passed it, and no more is known of it
};
const char* word(Why why);  // "waiting", ...

// The watermark of a query's source now.
struct SourceStanding {
  std::string source, topic;
  Millis idle_after{0};
  EventTime watermark = kNoEventTime;
  std::optional<PartitionLag> held_back_by;  // none: all partitions are idle, or nothing is known yet
};

struct WhyFacts {
  EventTime window_start, window_end;
  std::string sink;         // the topic that rows go to
  LateRule late;            // of the query
  bool kept = false;        // the committed state still has this window
  std::string row;          // the key's, if it is in the committed state; "": it is not, or it cannot be made
  bool has_row = false;     // it is
  CheckpointId checkpoint;  // whose state that is
  WallTime committed{};
  EventTime committed_watermark = kNoEventTime;  // of that checkpoint, in the key's shard
  EventTime watermark = kNoEventTime;            // now, in that shard
  FireLog::Told fires;
  std::vector<LeftOut> left_out;  // newest first
  SourceStanding source;
};

// `key`: service/sql/group_key.h. Errors as row_of_key.
Result<WhyFacts> gather(const AdminView& view, const QueryConfig& query, const std::string& key, EventTime time);

Why judge(const WhyFacts& facts);
std::string explain(const WhyFacts& facts);  // in sentences

}  // namespace millrace
