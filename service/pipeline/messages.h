// What travels between the threads of a run.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "checkpoint/ledger.h"
#include "connectors/record.h"
#include "service/pipeline/status/fire_log.h"
#include "state/frozen_delta.h"
#include "state/update_batch.h"

namespace millrace {

// Encoded output rows: bytes in one arena, reused. Views are made only when the sink takes them.
struct RowBatch {
  struct Row {
    std::uint32_t topic;
    bool has_key;
    std::uint32_t key_length;
    std::uint32_t value_length;
    std::size_t offset;  // key, then value
    std::int64_t timestamp;
  };
  std::vector<Row> rows;
  std::string bytes;

  RowView view(const Row& row) const {
    const std::string_view all(bytes);
    RowView v;
    v.topic = row.topic;
    if (row.has_key) v.key = all.substr(row.offset, row.key_length);
    v.value = all.substr(row.offset + row.key_length, row.value_length);
    v.timestamp = row.timestamp;
    return v;
  }
  bool is_full() const { return rows.size() >= kRows || bytes.size() >= kBytes; }
  void clear() {
    rows.clear();
    bytes.clear();
  }

  static constexpr std::size_t kRows = 1000;
  static constexpr std::size_t kBytes = 256 << 10;
};

// One source thread's share of a watermark. A source's watermark is the least over its active shares; when all are
// idle, the largest `idle_at` counts.
struct WatermarkShare {
  bool idle = false;
  EventTime active = kNoEventTime;   // least over the partitions that are not idle
  EventTime idle_at = kNoEventTime;  // greatest over all partitions
  friend bool operator==(const WatermarkShare&, const WatermarkShare&) = default;
};

// What a source thread collected for one shard.
struct InputBatch {
  UpdateBatch updates;
  RowBatch rows;  // of stateless queries, in the order of their records

  bool empty() const { return updates.items.empty() && rows.rows.empty(); }
  void clear() {
    updates.clear();
    rows.clear();
  }
};

// Source thread to shard. The parts take effect in this order, so that a watermark never overtakes a record.
struct InputMessage {
  std::unique_ptr<InputBatch> batch;
  std::optional<WatermarkShare> watermark;
  std::optional<CheckpointId> barrier;
};

// The shard's acknowledgement: all rows of the epoch came before it in the queue.
struct ShardAck {
  CheckpointId id;
  std::shared_ptr<const FrozenDelta> frozen;  // null: nothing changed
  std::map<QueryId, EventTime> watermarks;
  std::map<QueryId, EventTime> expired;
  Ledger counts;                   // since the last acknowledgement
  std::vector<FiredWindow> fired;  // the same; a window may come several times
};

// Shard to decider.
struct OutputMessage {
  std::unique_ptr<RowBatch> rows;
  std::optional<ShardAck> ack;
};

}  // namespace millrace
